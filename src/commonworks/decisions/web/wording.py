"""A motion's rules and result in words, for its page."""

from commonworks.decisions.policies import words
from commonworks.decisions.policies.times import shown
from commonworks.decisions.queries import MotionPage


def words_of(motion: MotionPage) -> dict[str, str]:
    several = bool(motion.options)
    return {
        "rule": words.rule_words(motion.rule, several=several),
        "quorum": words.quorum_words(motion.quorum, motion.quorum_is_share, motion.needed),
        "leaving": words.leaving_words(motion.quorum_is_share),
        "secrecy": words.secrecy_words(motion.open_tally),
        "ended": words.ended_words(motion.ended_because, motion.ended_at)
        if motion.ended_at
        else "",
        "opens": shown(motion.opens),
        "closes": shown(motion.closes),
        "outcome": words.outcome_words(
            motion.outcome,
            rule=motion.rule,
            chosen=motion.chosen_label,
            votes=motion.voted,
            needed=motion.needed,
            several=several,
        )
        if motion.outcome
        else "",
    }

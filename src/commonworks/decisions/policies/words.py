"""The rule of a motion, said in words that everybody can check the result against."""

from datetime import datetime

from django.utils.translation import gettext as _

from commonworks.frontend import words


def rule_words(rule: str, *, several: bool) -> str:
    if several and rule == "two-thirds":
        return _(
            "Each organisation has one vote, for one option. An option is chosen if at least two "
            "thirds of the votes for any option are for it. If none reaches that, there is no "
            "decision."
        )
    if several:
        return _(
            "Each organisation has one vote, for one option. An option is chosen if more than half "
            "of the votes for any option are for it. If none reaches that, or options tie, there "
            "is no decision."
        )
    return {
        "majority": _(
            "Each organisation has one vote. The motion is carried if more vote for it than "
            "against it. A tie is no decision."
        ),
        "two-thirds": _(
            "Each organisation has one vote. The motion is carried if at least two thirds of the "
            "votes for and against are for it."
        ),
        "consent": _(
            "Each organisation has one vote. The motion is carried if at least one consents and no "
            "objection stands when voting closes. An objection is made by name, gives a reason, "
            "and is shown at once, so that the proposal can be talked about."
        ),
    }[rule]


def quorum_words(quorum: int, is_share: bool, needed: int) -> str:
    if is_share:
        return _(
            "At least %(share)d%% of those who may vote must do so: %(needed)d as it stands now. "
            "Abstaining counts as voting."
        ) % {"share": quorum, "needed": needed}
    return _("At least %(needed)d must vote. Abstaining counts as voting.") % {"needed": needed}


def leaving_words(is_share: bool) -> str:
    """What happens when an organisation leaves the body while voting goes on."""
    said = _(
        "If an organisation leaves while voting is open, its vote is struck and shown as struck. "
    )
    if is_share:
        return said + _("The quorum is then counted from those who remain.")
    return said + _("The number of votes needed stays the same.")


def secrecy_words(open_tally: bool) -> str:
    if open_tally:
        return _("This body votes in the open: how each organisation votes is shown at once.")
    return _("Until voting closes the page shows who has voted, and not how.")


def outcome_words(
    outcome: str, *, rule: str, chosen: str, votes: int, needed: int, several: bool
) -> str:
    """What the result means, in a sentence or two."""
    if outcome == "no-quorum":
        return _(
            "No quorum: %(votes)d voted, and %(needed)d were needed. The motion is neither carried "
            "nor rejected. It can be put again."
        ) % {"votes": votes, "needed": needed}
    if outcome == "carried":
        return _("Carried: %(option)s.") % {"option": chosen} if chosen else _("Carried.")
    if outcome == "not-carried":
        return _("Not carried: an objection stands.") if rule == "consent" else _("Not carried.")
    if several:
        return _("No decision: no option reached enough votes.")
    return _("No decision: there were as many votes for as against.")


def ended_words(because: str, at: datetime | None) -> str:
    """Why a vote was ended without a result, as the body's room says it, with the day."""
    return _(because) % {"day": words.date(at)}

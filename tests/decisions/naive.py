"""The count as one would do it by hand, slowly: a twin that shares no line with the engine."""

from fractions import Fraction


def by_hand(rule, options, quorum, is_share, seats, votes):
    """(outcome, chosen)"""
    turnout = Fraction(len(votes), max(seats, 1))
    enough = turnout >= Fraction(quorum, 100) if is_share else len(votes) >= quorum
    if not enough or not votes:
        return "no-quorum", ""
    said = [vote for vote in votes if vote != "abstain"]
    if rule == "consent":
        if "object" in said:
            return "not-carried", ""
        return ("carried", "") if said else ("no-decision", "")
    if not said:
        return "no-decision", ""
    shares = {vote: Fraction(said.count(vote), len(said)) for vote in set(said)}
    enough_for = {
        vote
        for vote, share in shares.items()
        if (share >= Fraction(2, 3) if rule == "two-thirds" else share > Fraction(1, 2))
    }
    if options:
        return ("carried", enough_for.pop()) if enough_for else ("no-decision", "")
    if "for" in enough_for:
        return "carried", ""
    if rule == "majority" and shares.get("for", 0) == shares.get("against", 0):
        return "no-decision", ""
    return "not-carried", ""

"""What is written to those who vote: that voting is open. It is no news that somebody follows, but
a request to act for a council, sent once; so nobody unsubscribes from it. Who gets it is whoever
that council has made its lead and its deputy."""

VOTE = """{body} votes on a motion, and {own} can vote on it:

{title}

Voting is open until {closes}. Read the motion, and vote when you have signed in:
{vote_at}

You get this once, because you are the lead or the deputy of {own} on Commonworks, or answer for it
there while nobody is. Your administrator says who that is.
"""


def voting(*, own: str, body: str, title: str, closes: str, vote_at: str) -> tuple[str, str]:
    """Subject and body of the letter to one person, who votes for `own`."""
    return f"Your vote is asked for: {title}", VOTE.format(
        own=own, body=body, title=title, closes=closes, vote_at=vote_at
    )

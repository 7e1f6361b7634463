"""What is written to councils: that a factory asks them in, offers them an agreement to sign or a
share of costs, and about introductions, one letter to each side."""

from collections.abc import Mapping

ASKED = """The convener of the network thinks that {own} and {other} should talk.

Why: {why}

Would you like to? Say yes or no, and whom they may write to, when you have signed in:
{answer_at}

It binds nobody. Your contact details are shown to {other} once both have said yes, and to nobody
else.
"""
AGREED = """{own} and {other} both said that they would like to talk.

Why: {why}

At {other}, write to:
{contact}

They have been told whom they may write to at {own}. Nobody else has.
"""
INVITED = """{lead} asks {own} to take part in the factory {factory}, as {part}.

What it is for: {purpose}
{message}
Say yes or no when you have signed in. Before you say yes you see what each member would pay:
{answer_at}

Nobody is in a factory until they say so themselves, and you can leave again.
"""
SIGN = """{factory} offers {own} version {number} of its joint working agreement.

Read it, and sign it when you have signed in:
{sign_at}

It binds nobody who has not signed it. Until all members with a vote have, the version that is in
force goes on, if there is one.

{why}
"""
COMMIT = """{factory} has shared out costs: {title}, {total} in all.

{shares}

It binds nobody until they commit to it. Look at it, and commit to your part when you are signed in:
{commit_at}

{why}
"""
# A request to act for a council is no news that somebody follows: nobody unsubscribes from it.
WHY = (
    "You get this once, because you are the lead of {own} on Commonworks, or answer for it there "
    "while nobody is.\nYour administrator says who that is."
)


def to_sign(*, own: str, factory: str, number: int, sign_at: str) -> tuple[str, str]:
    """Subject and body of the letter that offers a version of the agreement to one person."""
    return f"An agreement to sign: {factory}, version {number}", SIGN.format(
        own=own, factory=factory, number=number, sign_at=sign_at, why=WHY.format(own=own)
    )


def to_commit(
    *, shares: Mapping[str, str], factory: str, title: str, total: str, commit_at: str
) -> tuple[str, str]:
    """Subject and body of the letter that offers a plan to one person: `shares` are the amounts of
    the members that they answer for, by name, and of no other."""
    return f"A share of the costs waits for your answer: {title}", COMMIT.format(
        factory=factory,
        title=title,
        total=total,
        shares="\n".join(f"{own}: {share}" for own, share in shares.items()),
        commit_at=commit_at,
        why=WHY.format(own=" and ".join(shares)),
    )


ENDED = """{lead} leads the factory {factory} and has ended the part of {own} in it.

Why: {reason}

The day and the reason are on the page of its members:
{read_at}
"""


def invited(
    *, own: str, lead: str, factory: str, purpose: str, part: str, message: str, answer_at: str
) -> tuple[str, str]:
    """Subject and body of the letter that asks an organisation in."""
    return f"{lead} asks you to take part in {factory}", INVITED.format(
        own=own,
        lead=lead,
        factory=factory,
        purpose=purpose,
        part=part,
        message=f"\n{message}\n" if message else "",
        answer_at=answer_at,
    )


def part_ended(*, own: str, lead: str, factory: str, reason: str, read_at: str) -> tuple[str, str]:
    """Subject and body of the letter that says that the lead has ended a part."""
    return f"{lead} has ended your part in {factory}", ENDED.format(
        own=own, lead=lead, factory=factory, reason=reason, read_at=read_at
    )


def asked(*, own: str, other: str, why: str, answer_at: str) -> tuple[str, str]:
    """Subject and body of the letter that asks one side."""
    return f"Would you like to talk with {other}?", ASKED.format(
        own=own, other=other, why=why, answer_at=answer_at
    )


def agreed(*, own: str, other: str, why: str, contact: str) -> tuple[str, str]:
    """Subject and body of the letter that tells one side whom to write to."""
    return f"{other} would like to talk with you too", AGREED.format(
        own=own, other=other, why=why, contact=contact
    )

"""What people write: how long, and that there is something at all."""

from commonworks.kernel.errors import Invalid

LONGEST = 10_000  # characters of a comment, an update or a note: some 1,500 words


def check_text(text: str, field: str, *, most: int, what: str = "this") -> str:
    """The text without space around it. Raises Invalid beside the field."""
    cleaned = text.strip().replace("\x00", "")
    if not cleaned:
        raise Invalid(f"Enter {what}.", {field: f"Enter {what}."})
    return check_length(cleaned, field, most=most)


def check_length(text: str, field: str, *, most: int) -> str:
    """As check_text, for what may be left empty."""
    cleaned = text.strip().replace("\x00", "")
    if len(cleaned) > most:
        said = f"This has {len(cleaned):,} characters. Shorten it to {most:,} or fewer."
        raise Invalid(said, {field: said})
    return cleaned

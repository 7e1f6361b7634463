"""Money as people read it."""


def pounds(pence: int) -> str:
    """Pence as GOV.UK writes money: £12, £12.50, £1,200, -£5."""
    whole, rest = divmod(abs(pence), 100)
    return f"{'-' if pence < 0 else ''}£{whole:,}" + (f".{rest:02}" if rest else "")

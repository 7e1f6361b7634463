"""Degrees as text, from the millionths that the index holds.

A float's own text is the half of what it costs to write a postcode's answer; two tables give the
same text in a third of the time. They take 1.5 MB and never grow.
"""

STEP = 10_000  # millionths; what comes before them is in one table, what comes after in the other
BEFORE = [f"{hundredths / 100:.2f}" for hundredths in range(18_001)]
AFTER = [f"{millionths:04d}".rstrip("0") for millionths in range(STEP)]


def degrees(millionths: int) -> str:
    """As `repr(millionths / 1e6)`, from -180 to 180 degrees."""
    size = millionths if millionths > 0 else -millionths
    after = size % STEP
    # Nought at the end is not written, and what is next to nothing is written with an exponent.
    if not after or size < STEP:
        return repr(millionths / 1e6)
    return f"{'' if millionths > 0 else '-'}{BEFORE[size // STEP]}{AFTER[after]}"

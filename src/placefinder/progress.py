"""A bar on the terminal while the index is built."""

from collections.abc import Iterator
from contextlib import contextmanager

from tqdm import tqdm  # type: ignore[import-untyped]

from placefinder.origin import Progress


@contextmanager
def bar() -> Iterator[Progress]:
    """Give the progress to `ensure` or `build`; on anything but a terminal it says nothing."""
    with tqdm(
        total=1, disable=None, leave=False, bar_format="      {desc} {bar} {elapsed}"
    ) as shown:

        def say(doing: str, done: int, of: int) -> None:
            shown.total, shown.n = of, done
            shown.set_description_str(f"{doing:<28}")

        yield say

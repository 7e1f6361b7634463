"""How times are banded, and what of the figures may be told to whom."""

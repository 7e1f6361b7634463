"""How long a file the terminal takes."""

AT_TERMINAL, MOST_AT_TERMINAL = 100_000, 200_000_000  # rows, bytes

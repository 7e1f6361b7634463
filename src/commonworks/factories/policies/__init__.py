"""What the state of a factory allows, and how its figures are reckoned."""

"""How alike two texts are, and why. Not built yet."""

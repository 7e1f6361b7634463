"""Pages about what would have left the house: in the demonstration alone."""

"""What a state allows: days, and who may decide what."""

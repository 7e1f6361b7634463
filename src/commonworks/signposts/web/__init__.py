"""Pages on which owners answer, and people choose what they hear about; feeds."""

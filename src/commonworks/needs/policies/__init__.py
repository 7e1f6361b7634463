"""Rules that look at texts and states alone: no table, no person."""

"""Pages of the factories."""

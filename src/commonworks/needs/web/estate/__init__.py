"""Pages of the technology estate."""

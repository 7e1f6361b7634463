"""Pages of needs and the technology estate."""

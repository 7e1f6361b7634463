"""Pages of the network: organisations, signing in, one's account, and people."""

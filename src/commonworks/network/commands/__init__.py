"""What can be done in the network: to organisations, and by and to people."""

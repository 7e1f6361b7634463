"""What can be asked of the network."""

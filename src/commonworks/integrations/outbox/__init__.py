"""Messages as files, where no way of sending is set up: nothing leaves, nothing is lost."""

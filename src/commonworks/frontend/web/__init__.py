"""Pages about the site itself, which belong to no other room."""

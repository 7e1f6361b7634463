"""What the pages that belong to no room gather from the rooms: one file a page."""

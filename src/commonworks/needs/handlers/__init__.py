"""What the room does when it hears from below. Safe to hear twice."""

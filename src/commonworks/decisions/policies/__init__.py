"""What a motion's rules allow and what votes come to: no tables, no clock."""

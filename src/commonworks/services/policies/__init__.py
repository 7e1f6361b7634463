"""What the rules allow, apart from who asks: a file for each."""

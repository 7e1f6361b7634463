"""When things are due, and which words are looked for. No rows, no clock."""

"""Pages on which bodies decide: motions, votes, results."""

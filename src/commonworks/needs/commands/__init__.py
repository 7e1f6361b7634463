"""What can be done with needs and the technology estate: a file for each noun."""

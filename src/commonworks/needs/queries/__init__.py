"""What can be asked about needs and the technology estate: a file for each noun."""

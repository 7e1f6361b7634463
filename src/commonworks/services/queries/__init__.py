"""What can be asked about services, deployments, applications and cases: a file for each."""

"""What can be done to services, deployments, applications and cases: a file for each."""

"""What this service does, one verb a file."""

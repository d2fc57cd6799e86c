"""What the service does: one verb a file, cut by subject."""

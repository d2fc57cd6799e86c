"""What the notifier does, one verb a file."""

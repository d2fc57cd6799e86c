"""What arrives through a connection."""

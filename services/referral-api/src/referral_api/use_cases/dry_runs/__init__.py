"""What programs would decide."""

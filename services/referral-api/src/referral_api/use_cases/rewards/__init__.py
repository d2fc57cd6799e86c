"""What people do about rewards."""

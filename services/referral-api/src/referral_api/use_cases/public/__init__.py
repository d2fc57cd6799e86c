"""What people do who follow a link."""

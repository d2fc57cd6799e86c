"""Keeping copies of what others own."""

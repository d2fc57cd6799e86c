"""Businesses, their keys, and who is calling."""

"""Asking for introductions, and ceasing to the moment that nothing is to be asked any more."""

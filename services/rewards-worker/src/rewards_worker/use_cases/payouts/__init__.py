"""Handing over what is owed, at most once."""

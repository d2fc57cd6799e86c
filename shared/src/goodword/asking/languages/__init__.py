"""A language is a file here."""

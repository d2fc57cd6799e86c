"""Who is not to be written to again."""

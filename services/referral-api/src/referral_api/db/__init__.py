"""Tables and queries, by subject."""

"""Pages that people open: no account, no script."""

"""Messages, shown again."""

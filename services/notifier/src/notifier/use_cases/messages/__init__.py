"""Messages: opened for a cause, sent once, forgotten in time."""

"""Who takes part: the codes they choose, and what they are offered."""

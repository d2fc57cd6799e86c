"""People, what they are known by, and what is kept of them."""

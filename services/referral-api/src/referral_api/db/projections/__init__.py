"""Tables that repeat what the workers say, and the feed of all that happened."""

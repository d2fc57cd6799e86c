"""Pure rules of the conversation: what a letter is about, and what becomes of a message."""

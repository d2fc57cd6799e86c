"""Pure rules of asking clients: what they said, and whether they may be written to."""

"""What the workers say, kept so that every read is answered here."""

"""Names that were given, and how far they came."""

"""Who referred whom: states, windows, and what is left when a prospect is forgotten."""

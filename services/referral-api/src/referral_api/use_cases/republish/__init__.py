"""State said again, for whoever starts without it."""

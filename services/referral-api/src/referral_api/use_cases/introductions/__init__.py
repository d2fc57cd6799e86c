"""From a name to an introduction that somebody made, or a no."""

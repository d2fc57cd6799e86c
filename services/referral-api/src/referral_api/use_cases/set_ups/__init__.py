"""Setting up providers and channels, which their workers apply."""

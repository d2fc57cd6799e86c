"""What providers of rewards call back about."""

"""The language of a program document: its models, what may be saved and what a human should see."""

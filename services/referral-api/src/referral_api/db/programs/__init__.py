"""Programs, participants, and clicks on their links."""

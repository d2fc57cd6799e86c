"""What a person is, how they are recognised, and what their merging means."""

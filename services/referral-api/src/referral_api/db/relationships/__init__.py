"""What clients said, got and waited for."""

"""What is owed once somebody was referred or introduced."""

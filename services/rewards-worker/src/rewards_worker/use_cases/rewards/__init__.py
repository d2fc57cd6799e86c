"""What is owed: earned, held, released, changed by refunds."""

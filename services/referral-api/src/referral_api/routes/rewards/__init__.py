"""What is owed, decided and booked."""

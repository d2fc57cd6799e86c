"""What is owed once somebody was referred or introduced: a contact, thanks, and a card."""

"""What a program document decides about a fact: pure, total, without clock or I/O."""

"""What people hand over: hearing that they did, and calling back what they need not."""

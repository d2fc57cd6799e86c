"""What follows here from a sale: somebody is a client now, and need not be introduced any more."""

"""What all routes share: the envelopes, keys and filters of the API."""

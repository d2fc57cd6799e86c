"""`/v1/people`: everybody with a name."""

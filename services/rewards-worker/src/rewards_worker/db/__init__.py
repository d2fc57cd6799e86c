"""The tables of the rewards, by subject, each with its queries."""

"""The tables of the notifier, by subject, each with its queries."""

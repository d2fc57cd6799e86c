"""Reviews, survey answers, value contacts, issues, opportunities and fulfilments."""

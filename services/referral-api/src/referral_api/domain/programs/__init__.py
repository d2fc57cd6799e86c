"""Programs: drafts, versions, dry runs."""

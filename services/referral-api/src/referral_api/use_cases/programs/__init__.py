"""Programs from draft to end."""

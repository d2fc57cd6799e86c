"""Programs and verdicts in sentences."""

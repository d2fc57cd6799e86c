"""The clock of test businesses."""

"""Programs and who takes part."""

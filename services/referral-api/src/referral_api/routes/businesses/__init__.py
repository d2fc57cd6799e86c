"""The business itself: its keys, settings, clock and what was done."""

"""Businesses: keys, settings, clocks, answers and deeds."""

"""Payouts and their attempts."""

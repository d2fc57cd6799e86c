"""Referrals, and why they came out as they did."""

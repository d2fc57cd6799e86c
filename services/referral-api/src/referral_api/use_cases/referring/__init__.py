"""Referrals as somebody makes and moves them: names that are given, and how far they come."""

"""Whose referrals sales are."""

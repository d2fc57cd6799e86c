"""Asks: whom we asked for a referral, and what they said."""

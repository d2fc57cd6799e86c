"""Answers to "why?", for a referral, a sale and a participant."""

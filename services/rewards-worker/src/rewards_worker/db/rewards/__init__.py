"""Rewards and their limits."""

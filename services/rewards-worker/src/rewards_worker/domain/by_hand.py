"""Rewards that a person hands over."""

from typing import Final

HAND_OVER_REWARD: Final = "hand_over_reward"
"""The kind of their tasks; its occasion is the payout's key."""

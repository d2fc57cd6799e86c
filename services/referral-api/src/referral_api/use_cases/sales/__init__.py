"""Money in and money back, and the referral behind it."""

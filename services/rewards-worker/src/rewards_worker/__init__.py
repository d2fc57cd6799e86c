"""rewards_worker"""

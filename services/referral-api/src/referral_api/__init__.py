"""referral_api"""

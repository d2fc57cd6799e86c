"""Asking clients for referrals: windows, the gate's timing, the nightly look, check-ins."""

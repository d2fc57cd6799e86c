"""Channels as businesses have set them up, applied and tried."""

"""Telling businesses what happened, by Standard Webhooks."""

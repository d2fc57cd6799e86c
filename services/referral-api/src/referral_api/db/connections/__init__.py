"""Connections, and the webhooks that came through them."""

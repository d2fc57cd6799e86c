"""Inbound webhooks: kept first, understood afterwards."""

"""Connections: whose webhooks we listen to."""

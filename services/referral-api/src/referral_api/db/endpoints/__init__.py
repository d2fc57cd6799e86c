"""Endpoints, what is on its way to them, and every attempt."""

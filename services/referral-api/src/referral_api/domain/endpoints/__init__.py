"""Endpoints of businesses that are told what happened, and what they are told. Pure."""

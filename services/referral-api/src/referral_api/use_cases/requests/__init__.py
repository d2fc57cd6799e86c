"""Requests, whatever they ask for."""

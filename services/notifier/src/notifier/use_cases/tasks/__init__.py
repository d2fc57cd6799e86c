"""Telling people what they have to do."""

"""Codes and points that we mint ourselves."""

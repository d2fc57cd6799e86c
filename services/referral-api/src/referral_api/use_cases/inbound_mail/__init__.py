"""Mails that people write to us: about introductions, and in answer to asks."""

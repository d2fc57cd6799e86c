"""Slugs: the name of a business in links."""

import re
import secrets
import unicodedata

SLUG = r"^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$"


def slug_for(name: str) -> str:
    """A slug that reads as `name` and is unlikely to be taken: `blue-door-4f1c`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:30].strip("-")
    return f"{words or 'business'}-{secrets.token_hex(2)}"

"""Codes that are shared, and the links that carry them."""

import secrets
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from referral_api.domain.participants.chosen_codes import is_offensive

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
"""No letters that are taken for others, and no vowels: a code spells no word."""

LENGTH = 8


def make_code() -> str:
    """A code that nobody can guess from another."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if not is_offensive(code):
            return code


def link_of(public_url: str, slug: str, code: str) -> str:
    """The link that a participant shares."""
    return f"{public_url}/r/{slug}/{quote(code, safe='')}"


def destination(url: str, code: str, click: str | None) -> str:
    """Where a link leads: the shop, which passes on whose code it was, and which click."""
    parts = urlsplit(url)
    ours = {"ref": code, **({"gw_click": click} if click else {})}
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in ours]
    return urlunsplit(parts._replace(query=urlencode([*kept, *ours.items()])))

"""What a followed link leaves with an order: the code, and the very click."""

from typing import Final
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from goodword import ids

CODE: Final = "ref"
CLICK: Final = "gw_click"
"""The names under which a shop passes on what a link said."""

MAX_CODE_LENGTH = 64
_MAX_FIELDS = 100


def landing_of(address: str | None) -> dict[str, str]:
    """The query of the address at which the buyer entered the shop; anybody may have written it."""
    try:
        pairs = parse_qsl(urlsplit(address or "").query, max_num_fields=_MAX_FIELDS)
    except ValueError:
        return {}
    return {name: value.strip()[:MAX_CODE_LENGTH] for name, value in pairs if value.strip()}


def click_of(text: str | None) -> UUID | None:
    """The click that is named, if it is one of ours."""
    try:
        return ids.read("clk", text) if text else None
    except ValueError:
        return None

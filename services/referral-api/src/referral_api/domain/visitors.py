"""Whether a person followed a link, or a machine looked at it first."""

import re
from collections.abc import Mapping

_MACHINES = re.compile(
    r"(?<!cu)bot\b|crawl|spider|slurp|preview|scan|monitor|headless|lighthouse|"
    r"facebookexternalhit|facebot|whatsapp|telegram|slack|discord|skype|linkedin|pinterest|"
    r"embedly|iframely|vkshare|mediapartners|"
    r"curl/|wget/|python-|httpx/|go-http|java/|okhttp|libwww|axios|node-fetch|postman",
    re.IGNORECASE,
)
_PURPOSES = ("purpose", "sec-purpose", "x-purpose", "x-moz")


def is_person(method: str, headers: Mapping[str, str]) -> bool:
    """False for what fetches a link to show or check it: previews, prefetches, crawlers, HEAD.

    A preview that shows itself as a browser counts as a person; nothing tells them apart.
    """
    if method != "GET" or any(
        word in headers.get(name, "").lower()
        for name in _PURPOSES
        for word in ("prefetch", "preview", "prerender")
    ):
        return False
    agent = headers.get("user-agent", "")
    return bool(agent) and not _MACHINES.search(agent)

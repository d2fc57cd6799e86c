"""How fast one address may open pages."""

import time

from starlette.requests import Request
from starlette.responses import Response

from referral_api.domain.visitors import origin
from referral_api.routes.public.link_words import WORDS
from referral_api.routes.public.pages import nobodys, page
from referral_api.routes.tools import Tools


def too_fast(request: Request, tools: Tools) -> Response | None:
    """The page that asks for a moment's patience, where one address opens too many."""
    wait_s = tools.link_rates.take(origin_of(request), time.monotonic())
    if not wait_s:
        return None
    look = nobodys(request)
    words = WORDS[look.language]
    answer = page(words.wait, words.wait_why, status=429, look=look)
    answer.headers["Retry-After"] = str(wait_s)
    return answer


def origin_of(request: Request) -> str:
    """The network address that a request comes from."""
    peer = request.client.host if request.client else ""
    return origin(peer, ",".join(request.headers.getlist("x-forwarded-for")))

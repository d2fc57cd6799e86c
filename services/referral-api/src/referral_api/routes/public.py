"""What people open: links that are shared."""

import time
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from referral_api.domain.visitors import is_person, origin
from referral_api.routes.pages import page
from referral_api.routes.tools import ToolsDep
from referral_api.use_cases.public.follow_link import Link, follow_link

router = APIRouter(include_in_schema=False)

Word = Annotated[str, Path(max_length=64)]


@router.api_route("/r/{slug}/{code}", methods=["GET", "HEAD"])
async def get_link(slug: Word, code: Word, request: Request, tools: ToolsDep) -> Response:
    """On to the shop, which passes on whose code it was."""
    if wait_s := tools.link_rates.take(_origin(request), time.monotonic()):
        answer = page("One moment", "Open the link again in a moment, please.", status=429)
        answer.headers["Retry-After"] = str(wait_s)
        return answer
    link = Link(slug, code, by_person=is_person(request.method, request.headers))
    url = await follow_link(link, db=tools.db) if (slug + code).isprintable() else None
    if url is None:
        return page(
            "This link leads nowhere",
            "Perhaps it is not complete; ask whoever gave it to you to send it again.",
            status=404,
        )
    return RedirectResponse(url, 302, {"Referrer-Policy": "no-referrer"})


def _origin(request: Request) -> str:
    peer = request.client.host if request.client else ""
    return origin(peer, ",".join(request.headers.getlist("x-forwarded-for")))

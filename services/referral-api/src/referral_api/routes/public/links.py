"""What people open: links that are shared."""

from html import escape
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from referral_api.domain.visitors import first_language, is_person
from referral_api.routes.public.link_words import WORDS
from referral_api.routes.public.pacing import origin_of, too_fast
from referral_api.routes.public.pages import Look, nobodys, page
from referral_api.routes.tools import ToolsDep
from referral_api.use_cases.public.follow_link import Link, Visitor, Way, follow_link

router = APIRouter(include_in_schema=False)

Word = Annotated[str, Path(max_length=64)]


@router.api_route("/r/{slug}/{code}", methods=["GET", "HEAD"])
async def get_link(slug: Word, code: Word, request: Request, tools: ToolsDep) -> Response:
    """On to the shop, which passes on whose code it was; a page while nothing is offered."""
    if patience := too_fast(request, tools):
        return patience
    way = None
    if (slug + code).isprintable():
        link = Link(slug, code, _visitor(request))
        way = await follow_link(link, db=tools.db, hasher=tools.hasher)
    if way is None:
        look = nobodys(request)
        words = WORDS[look.language]
        return page(words.lost, words.lost_why, status=404, look=look)
    if way.offered == "now":
        return RedirectResponse(way.url, 302, {"Referrer-Policy": "no-referrer"})
    return _not_now(way, request)


def _not_now(way: Way, request: Request) -> Response:
    """Politely, and with the way on: what was promised before may still count."""
    look = Look.of(way.business, first_language(request.headers.get("accept-language", "")))
    words, name = WORDS[look.language], way.business.name
    on = f'<a class="on" href="{escape(way.url)}">{escape(words.on.format(name))}</a>'
    title, why = getattr(words, way.offered), getattr(words, f"{way.offered}_why")
    return page(title, why.format(name), form=on, look=look)


def _visitor(request: Request) -> Visitor | None:
    if not is_person(request.method, request.headers):
        return None
    return Visitor(origin_of(request), request.headers.get("user-agent", ""))

"""`/docs` and the pages below it: made here from the OpenAPI document, without a script."""

from fastapi import APIRouter
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from goodword.compliance import BY_ID, NOT_LEGAL_ADVICE
from referral_api.routes.docs.entries import ENTRIES
from referral_api.routes.docs.reference import operations, schemas

router = APIRouter(include_in_schema=False)

_pages = Environment(
    loader=PackageLoader("referral_api.routes.docs", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def _marked(words: str) -> Markup:
    """Text in which `code` stands between backticks."""
    parts = words.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 else part
        for place, part in enumerate(parts)
    )


_pages.filters["marked"] = _marked

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'"
    ),
    "Cache-Control": "no-cache",
}


@router.get("/docs")
async def get_reference(request: Request) -> Response:
    """The reference of all routes."""
    document = request.app.openapi()
    page = _pages.get_template("reference.html").render(
        title=document["info"]["title"],
        description=document["info"]["description"],
        groups=operations(document),
        schemas=schemas(document),
    )
    return HTMLResponse(page, headers=_HEADERS)


@router.get("/docs/errors")
async def get_errors() -> Response:
    """What each code of a problem means."""
    page = _pages.get_template("errors.html").render(entries=ENTRIES)
    return HTMLResponse(page, headers=_HEADERS)


@router.get("/docs/law")
async def get_rules_of_law() -> Response:
    """The rules of law that are applied, with their sources."""
    page = _pages.get_template("law.html").render(notice=NOT_LEGAL_ADVICE, rules=BY_ID.values())
    return HTMLResponse(page, headers=_HEADERS)

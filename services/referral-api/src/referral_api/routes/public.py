"""What people open: links that are shared, and the way out of letters."""

import time
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from goodword.ids import read
from referral_api.domain.visitors import is_person, origin
from referral_api.routes.pages import page
from referral_api.routes.tools import Tools, ToolsDep
from referral_api.use_cases.public.follow_link import Link, follow_link
from referral_api.use_cases.public.suppress_contact import Address, suppress_contact

router = APIRouter(include_in_schema=False)

PURPOSE = "unsubscribe"
ONE_CLICK = b"One-Click"
"""What a mail program posts (RFC 8058), and our page's button too."""

_FORM = """<form method="post">
<input type="hidden" name="List-Unsubscribe" value="One-Click">
<button>Unsubscribe</button>
</form>"""

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


@router.get("/u/{token}")
async def get_unsubscribe(token: str, tools: ToolsDep) -> Response:
    """Asks first: programs that look at links in mails must not unsubscribe anybody."""
    if _address(token, tools) is None:
        return _unknown()
    return page(
        "No more letters?",
        "Press the button, and we will write to this address no more.",
        form=_FORM,
    )


@router.post("/u/{token}")
async def post_unsubscribe(token: str, request: Request, tools: ToolsDep) -> Response:
    """Does it, without asking further."""
    address = _address(token, tools)
    if address is None:
        return _unknown()
    if ONE_CLICK not in await request.body():
        return page("No more letters?", "Press the button to say so.", form=_FORM, status=422)
    await suppress_contact(address, db=tools.db)
    return page("Done", "We will write to this address no more.")


def _origin(request: Request) -> str:
    peer = request.client.host if request.client else ""
    return origin(peer, ",".join(request.headers.getlist("x-forwarded-for")))


def _address(token: str, tools: Tools) -> Address | None:
    found = tools.signer.read(PURPOSE, token)
    if found is None:
        return None
    business_id: UUID = read("biz", found["business"])
    return Address(business_id, found["channel"], found["hash"])


def _unknown() -> Response:
    return page(
        "This link leads nowhere",
        "Perhaps it is not complete; open the whole link from the letter.",
        status=404,
    )

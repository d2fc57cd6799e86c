"""`/u/{token}`: the way out of letters. GET shows, POST acts (RFC 8058)."""

from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.exc import NoResultFound
from starlette.requests import Request
from starlette.responses import Response

from goodword.ids import read
from referral_api.db.businesses.businesses import business_of
from referral_api.db.people.suppressions import suppressed_scopes
from referral_api.routes.public.page_words import WORDS
from referral_api.routes.public.pages import Look, nobodys, page
from referral_api.routes.tools import Tools, ToolsDep
from referral_api.use_cases.public.suppress_contact import Address, Scope, suppress_contact

router = APIRouter(include_in_schema=False)

PURPOSE = "unsubscribe"
ONE_CLICK = b"One-Click"
"""What a mail program posts (RFC 8058), and our page's buttons too."""

_BUTTONS: dict[bytes, Scope] = {b"scope=all": "all", b"scope=marketing": "marketing"}
"""What the buttons add. A mail program adds nothing: it ends the list of its letter, which the
token names (R-MSG-09). Letters of before name none, and end all."""

_FORM = """<form method="post">
<input type="hidden" name="List-Unsubscribe" value="One-Click">
<button name="scope" value="all">{all}</button>{further}
</form>"""
_NEWS = """
<button name="scope" value="marketing" class="quiet">{marketing}</button>"""


@router.get("/u/{token}")
async def get_unsubscribe(token: str, request: Request, tools: ToolsDep) -> Response:
    """Asks first: programs that look at links in mails must not unsubscribe anybody. Says what has
    been ended already."""
    found = await _read(token, tools)
    if found is None:
        return _unknown(request)
    address, look = found
    async with tools.db.begin([address.business_id]) as session:
        ended = await suppressed_scopes(
            session, address.business_id, address.hashed, address.channel
        )
    if "all" in ended:
        return _done(look, "all")
    return _asked(look, news_ended="marketing" in ended)


@router.post("/u/{token}")
async def post_unsubscribe(token: str, request: Request, tools: ToolsDep) -> Response:
    """Does it, without asking further. There is no way back from here: whoever wants letters again
    says so to the business."""
    found = await _read(token, tools)
    if found is None:
        return _unknown(request)
    address, look = found
    body = await request.body()
    if ONE_CLICK not in body:
        return _asked(look, status=422)
    pressed = [_BUTTONS[each] for each in body.split(b"&") if each in _BUTTONS]
    scope = pressed[0] if pressed else address.scope
    await suppress_contact(address, scope=scope, db=tools.db)
    return _done(look, scope)


async def _read(token: str, tools: Tools) -> tuple[Address, Look] | None:
    """Whose letters the token ends, and how its page looks; None where it is none of ours."""
    said = tools.signer.read(PURPOSE, token)
    if said is None:
        return None
    business_id: UUID = read("biz", said["business"])
    try:
        async with tools.db.begin([business_id]) as session:
            business = await business_of(session, business_id)
    except NoResultFound:
        return None
    look = Look.of(business, said.get("language"))
    scope: Scope = "marketing" if said.get("scope") == "marketing" else "all"
    return Address(business_id, said["channel"], said["hash"], scope), look


def _done(look: Look, scope: Scope) -> Response:
    words = WORDS[look.language]
    done = words.done_all if scope == "all" else words.done_marketing
    return page(words.done, done.format(look.name), look=look)


def _asked(look: Look, status: int = 200, *, news_ended: bool = False) -> Response:
    words = WORDS[look.language]
    news = "" if news_ended else _NEWS.format(marketing=words.marketing)
    form = _FORM.format(all=words.all, further=news)
    ask = (words.done_marketing if news_ended else words.ask).format(look.name)
    return page(words.title, ask, words.all_means, form=form, status=status, look=look)


def _unknown(request: Request) -> Response:
    look = nobodys(request)
    words = WORDS[look.language]
    return page(words.lost, words.lost_why, status=404, look=look)

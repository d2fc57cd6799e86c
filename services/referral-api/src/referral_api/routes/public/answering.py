"""`/a/{token}`: a client answers an ask. GET shows, POST acts, once."""

from dataclasses import dataclass, replace
from html import escape
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from goodword.errors import RejectedError
from goodword.ids import read, show
from goodword.letters.links import ANSWER
from referral_api.domain.asks.ask import Answered
from referral_api.routes.public.answering_form import (
    Entry,
    draw,
    never,
    read_entries,
    read_form,
    read_prospects,
)
from referral_api.routes.public.answering_words import WORDS
from referral_api.routes.public.pacing import too_fast
from referral_api.routes.public.pages import Look, nobodys, page
from referral_api.routes.tools import Tools, ToolsDep
from referral_api.use_cases.asks.answer_ask import answer_ask
from referral_api.use_cases.asks.read_asked import AskPage, PageState, read_asked

router = APIRouter(include_in_schema=False)

_SAID: dict[PageState, tuple[str, str]] = {
    "named": ("named", "named_why"),
    "not_now": ("later", "later_why"),
    "never": ("refused", "refused_why"),
    "over": ("over", "over_why"),
    "gone": ("gone", "gone_why"),
}


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who is asked, by which ask, and how their page looks."""

    business_id: UUID
    ask_id: UUID
    person_id: UUID
    page: AskPage
    look: Look


@router.get("/a/{token}")
async def get_ask_page(token: str, request: Request, tools: ToolsDep) -> Response:
    """The question, and the ways to answer it; or what was answered. Changes nothing: programs that
    look at links in mails must not answer for anybody."""
    if patience := too_fast(request, tools):
        return patience
    asked = await _read(token, tools)
    return _shown(asked) if asked else _unknown(request)


@router.post("/a/{token}")
async def post_ask_page(token: str, request: Request, tools: ToolsDep) -> Response:
    """Takes the first answer, and a never at any time; what cannot be read is shown to be
    mended."""
    if patience := too_fast(request, tools):
        return patience
    asked = await _read(token, tools)
    if asked is None:
        return _unknown(request)
    form = read_form(await request.body())
    answer, is_open = form.get("answer"), asked.page.state == "open"
    if answer == "never" and asked.page.state != "gone":
        return await _take(asked, Answered(answer="never", **_by(asked)), tools)
    if answer == "not_now" and is_open:
        return await _take(asked, Answered(answer="not_now", **_by(asked)), tools)
    if answer == "named" and is_open:
        return await _name(asked, read_entries(form, contact=asked.page.contact), tools)
    return _shown(asked, status=422 if is_open else 200)


def _by(asked: _Asked) -> Any:
    return {"via": "page", "actor": show("per", asked.person_id)}


async def _name(asked: _Asked, entries: list[Entry], tools: Tools) -> Response:
    entries, prospects = read_prospects(entries)
    if any(each.wrong for each in entries):
        return _asking(asked, entries, status=422)
    try:
        said = Answered(answer="named", prospects=prospects, **_by(asked))
        return await _take(asked, said, tools)
    except RejectedError as refused:
        if refused.code == "self_referral":
            wrong = WORDS[asked.look.language].wrong["yourself"]
            return _asking(asked, entries, wrong, status=422)
        if refused.code != "invalid_request":
            raise
        # A number without its country code, which is none in the country of the business.
        return _asking(asked, [_unreachable(each) for each in entries], status=422)


def _unreachable(entry: Entry) -> Entry:
    is_number = bool(entry.contact) and "@" not in entry.contact
    return replace(entry, wrong=frozenset({"contact"}) if is_number else frozenset())


async def _take(asked: _Asked, said: Answered, tools: Tools) -> Response:
    ask = (asked.business_id, asked.ask_id)

    async def work() -> PageState:
        async with tools.db.begin([asked.business_id]) as session:
            row, _ = await answer_ask(
                ask, asked.person_id, said, session=session, hasher=tools.hasher
            )
            answer: PageState = row.answer
            return answer

    try:
        answer = await tools.db.retrying(work)
    except RejectedError as refused:
        if refused.code != "person_erased":
            raise
        answer = "gone"
    state = "never" if said.answer == "never" and answer != "gone" else answer
    return _told(asked, state)


async def _read(token: str, tools: Tools) -> _Asked | None:
    """Whom the token asks; None where it is none of ours."""
    said = tools.signer.read(ANSWER, token)
    if said is None:
        return None
    business_id: UUID = read("biz", said["business"])
    ask_id, person_id = read("ask", said["ask"]), read("per", said["person"])
    async with tools.db.begin([business_id]) as session:
        found = await read_asked(business_id, ask_id, person_id, session=session)
    if found is None:
        return None
    look = Look.of(found.business, said.get("language") or found.locale)
    return _Asked(business_id, ask_id, person_id, found, look)


def _shown(asked: _Asked, status: int = 200) -> Response:
    if asked.page.state == "open":
        return _asking(asked, [Entry()], status=status)
    return _told(asked, asked.page.state)


def _asking(asked: _Asked, entries: list[Entry], wrong: str = "", *, status: int) -> Response:
    words, look = WORDS[asked.look.language], asked.look
    told = (words.ask.format(look.name), words.wanted[asked.page.wanted])
    mend = f'<p class="wrong">{escape(wrong)}</p>' if wrong else ""
    form = mend + draw(entries, words, look, contact=asked.page.contact)
    return page(words.title, *told, form=form, status=status, look=look)


def _told(asked: _Asked, state: PageState) -> Response:
    """What was said; and while it is not a never, the way to say that."""
    words, look = WORDS[asked.look.language], asked.look
    title, why = (getattr(words, name) for name in _SAID[state])
    form = "" if state in ("never", "gone") else never(words)
    status = 410 if state == "gone" else 200
    return page(title, why.format(look.name), form=form, status=status, look=look)


def _unknown(request: Request) -> Response:
    look = nobodys(request)
    words = WORDS[look.language]
    return page(words.lost, words.lost_why, status=404, look=look)

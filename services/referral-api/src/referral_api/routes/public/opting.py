"""`/i/{token}`: a prospect says whether they want to be introduced. GET shows, POST acts.

The link travels in a letter that the referrer writes, so whoever opens it is the prospect or
somebody whom they let read it; nothing is told here but who would like to introduce them.
"""

from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import Row
from sqlalchemy.exc import NoResultFound
from starlette.requests import Request
from starlette.responses import Response

from goodword.ids import read
from goodword.letters.links import OPT_IN
from goodword.letters.plain import shown_name
from referral_api.db.businesses.businesses import business_of
from referral_api.db.people.people import person_of
from referral_api.db.referrals.referrals import referral_of
from referral_api.domain.referrals.introductions import ASKABLE
from referral_api.routes.public.opting_words import WORDS
from referral_api.routes.public.pages import Look, nobodys, page
from referral_api.routes.tools import Tools, ToolsDep
from referral_api.use_cases.introductions.answer_introduction import answer_introduction

router = APIRouter(include_in_schema=False)

MAX_FORM_BYTES = 1000

_YES = '<button name="answer" value="yes">{}</button>'
_NO = '<button name="answer" value="no" class="quiet">{}</button>'


@router.get("/i/{token}")
async def get_opt_in(token: str, request: Request, tools: ToolsDep) -> Response:
    """Asks, and changes nothing: programs that look at links in mails must not answer."""
    found = await _read(token, tools)
    return _shown(*found) if found else _unknown(request)


@router.post("/i/{token}")
async def post_opt_in(token: str, request: Request, tools: ToolsDep) -> Response:
    """Does what they say. A no can follow a yes; after a no there is nothing to say any more."""
    found = await _read(token, tools)
    if found is None:
        return _unknown(request)
    row, name, look = found
    form = parse_qs((await request.body())[:MAX_FORM_BYTES].decode("ascii", "replace"))
    answer = form.get("answer", [""])[0]
    if answer not in ("yes", "no"):
        return _shown(row, name, look, status=422)
    if answer == "yes" and row.status not in ASKABLE:
        return _shown(row, name, look)
    async with tools.db.begin([row.business_id]) as session:
        await answer_introduction(
            (row.business_id, row.id),
            "yes" if answer == "yes" else "no",
            session=session,
            hasher=tools.hasher,
        )
    words = WORDS[look.language]
    if answer == "no":
        return page(words.gone, words.gone_why.format(look.name), look=look)
    return page(words.welcome, words.welcome_why.format(look.name), look=look)


async def _read(token: str, tools: Tools) -> tuple[Row[Any], str | None, Look] | None:
    """The token's referral, the first name of whoever made it, and how the page looks; None where
    the token is none of ours."""
    said = tools.signer.read(OPT_IN, token)
    if said is None:
        return None
    business_id: UUID = read("biz", said["business"])
    try:
        async with tools.db.begin([business_id]) as session:
            business = await business_of(session, business_id)
            row = await referral_of(session, business_id, read("ref", said["referral"]))
            if row is None:
                return None
            referrer = await person_of(session, (business_id, row.referrer_id))
    except NoResultFound:
        return None
    name = shown_name(referrer.given_name) if referrer else None
    return row, name, Look.of(business, said.get("language"))


def _shown(row: Row[Any], name: str | None, look: Look, status: int = 200) -> Response:
    words = WORDS[look.language]
    if row.status == "withdrawn":
        return page(words.gone, words.gone_why.format(look.name), look=look)
    no = _NO.format(words.no)
    if row.status not in ASKABLE:
        form = f'<form method="post">{no}</form>'
        return page(words.over, words.over_why.format(look.name), form=form, look=look)
    ask = words.ask_by.format(name) if name else words.ask.format(look.name)
    form = f'<form method="post">{_YES.format(words.yes)}{no}</form>'
    means = words.no_means.format(look.name)
    return page(words.title, ask, means, form=form, status=status, look=look)


def _unknown(request: Request) -> Response:
    look = nobodys(request)
    words = WORDS[look.language]
    return page(words.lost, words.lost_why, status=404, look=look)

"""`/c/{token}`: a beneficiary chooses a gift. GET shows, POST acts; nothing is told of whose
purchase it was."""

from html import escape
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from fastapi import APIRouter
from sqlalchemy import Row
from sqlalchemy.exc import NoResultFound
from starlette.requests import Request
from starlette.responses import Response

from goodword.ids import read, show
from goodword.letters.links import CHOOSE
from goodword.letters.words import WORDS as LETTER_WORDS
from goodword.programs import Option
from referral_api.db.businesses.businesses import business_of
from referral_api.db.projections.rewards import reward_of
from referral_api.domain.choices import Choice
from referral_api.routes.public.choosing_words import WORDS
from referral_api.routes.public.pages import Look, nobodys, page
from referral_api.routes.tools import Tools, ToolsDep
from referral_api.use_cases.rewards.decide_reward import Wanted, decide_reward

router = APIRouter(include_in_schema=False)

_BUTTON = '<button name="choice" value="{kind}">{label}</button>'
MAX_FORM_BYTES = 1000


@router.get("/c/{token}")
async def get_choice(token: str, request: Request, tools: ToolsDep) -> Response:
    """The gifts there are, and a button for each."""
    found = await _read(token, tools)
    return _shown(*found) if found else _unknown(request)


@router.post("/c/{token}")
async def post_choice(token: str, request: Request, tools: ToolsDep) -> Response:
    """Says what was chosen; what is not among the gifts, or comes too late, changes nothing."""
    found = await _read(token, tools)
    if found is None:
        return _unknown(request)
    row, look = found
    choice = Choice.of(row)
    form = parse_qs((await request.body())[:MAX_FORM_BYTES].decode("ascii", "replace"))
    kind = form.get("choice", [""])[0]
    taken = next((one for one in choice.options if one.kind.value == kind), None)
    if taken is None or row.beneficiary_id is None:
        return _shown(row, look)
    wanted = Wanted(decision="choose", choice=kind, actor=show("per", row.beneficiary_id))
    async with tools.db.begin([row.business_id]) as session:
        await decide_reward(row.business_id, row.id, wanted, session=session)
    return _thanks(taken, look)


async def _read(token: str, tools: Tools) -> tuple[Row[Any], Look] | None:
    """The reward of the token, and how its page looks; None where it is none of ours."""
    said = tools.signer.read(CHOOSE, token)
    if said is None:
        return None
    business_id: UUID = read("biz", said["business"])
    try:
        async with tools.db.begin([business_id]) as session:
            business = await business_of(session, business_id)
            row = await reward_of(session, business_id, read("rwd", said["reward"]))
    except NoResultFound:
        return None
    return (row, Look.of(business, said.get("language"))) if row is not None else None


def _shown(row: Row[Any], look: Look) -> Response:
    choice, words = Choice.of(row), WORDS[look.language]
    if choice.taken is not None:
        return _thanks(choice.taken, look)
    if choice.state == "over":
        return page(words.over, words.over_why.format(look.name), look=look)
    buttons = "".join(
        _BUTTON.format(kind=one.kind.value, label=escape(_label(one, look)))
        for one in choice.options
    )
    told = (words.ask.format(look.name), *_until(choice, look))
    return page(words.title, *told, form=f'<form method="post">{buttons}</form>', look=look)


def _until(choice: Choice, look: Look) -> tuple[str, ...]:
    if choice.until is None:
        return ()
    words, day = WORDS[look.language], format_date(choice.until, "long", locale=look.language)
    if choice.default is None:
        return (words.until.format(day),)
    return (words.default.format(day, _label(choice.default, look)),)


def _thanks(taken: Option, look: Look) -> Response:
    words = WORDS[look.language]
    return page(words.thanks, words.taken.format(_label(taken, look)), look=look)


def _label(option: Option, look: Look) -> str:
    """The gift in words: what it is, and what it is worth."""
    gifts = LETTER_WORDS[look.language].gifts
    name = option.item or gifts.get(option.kind.value, gifts["other"])
    worth = _worth(option, look.language)
    return f"{name} · {worth}" if worth else name


def _worth(option: Option, language: str) -> str | None:
    if option.amount is not None:
        return option.amount.format(language)
    if option.points is not None:
        return str(format_decimal(option.points, locale=language))
    if option.percent_off is not None:
        share = float(option.percent_off) / 100
        return str(format_percent(share, locale=language, decimal_quantization=False))
    return None


def _unknown(request: Request) -> Response:
    look = nobodys(request)
    words = WORDS[look.language]
    return page(words.lost, words.lost_why, status=404, look=look)

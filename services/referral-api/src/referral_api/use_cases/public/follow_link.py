"""Somebody follows a participant's link."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from goodword import clock, ids
from goodword.database import Database, scope
from goodword.programs import Offered
from goodword.seal import Hasher
from referral_api.db.businesses.businesses import business_of, find_business
from referral_api.db.programs.clicks import add_click
from referral_api.db.programs.participants import participant_by_code
from referral_api.domain.codes import destination
from referral_api.domain.participants.offers import offered_now


@dataclass(frozen=True, slots=True)
class Visitor:
    """From where a person came, and with what: of both only a keyed hash is kept."""

    origin: str
    agent: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it was followed; `visitor` is None where it was a machine, whose visit is no
    click."""

    slug: str
    code: str
    visitor: Visitor | None


@dataclass(frozen=True, slots=True)
class Way:
    """Where to go on to, whether the program is `offered` now, and whose it is."""

    url: str
    offered: Offered
    business: Row[Any]


async def follow_link(link: Link, *, db: Database, hasher: Hasher) -> Way | None:
    """The way to the shop, the click being kept; None where the link leads nowhere.

    Where it leads was published with the program: nothing in the link can change it. Of a program
    that is not offered now the way is the same, since what was promised before may still count.
    """
    async with db.begin() as session:
        business_id = await find_business(session, link.slug)
        if business_id is None:
            return None
        await scope(session, [business_id])
        found = await participant_by_code(session, business_id, link.code)
        if found is None or found.status != "active" or found.destination_url is None:
            return None
        business = await business_of(session, business_id)
        now = await clock.now(session, business_id)
        click = None
        if link.visitor is not None:
            click_id, who = ids.new(), link.visitor
            visitor = hasher.visitor(business_id, now.date(), who.origin, who.agent)
            await add_click(session, found, click_id, now, visitor)
            click = ids.show("clk", click_id)
    url = destination(found.destination_url, found.code, click)
    return Way(url, offered_now(found, now), business)

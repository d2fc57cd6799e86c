"""Somebody follows a participant's link."""

from dataclasses import dataclass

from goodword import clock, ids
from goodword.database import Database, scope
from referral_api.db.businesses import find_business
from referral_api.db.clicks import add_click
from referral_api.db.participants import participant_by_code
from referral_api.domain.codes import destination


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it was followed; only a person's visit is a click."""

    slug: str
    code: str
    by_person: bool


async def follow_link(link: Link, *, db: Database) -> str | None:
    """Where to go on to, the click being kept; None where the link leads nowhere.

    A program that is paused or over still sends people to the shop: what comes of a purchase then
    is for the program to say.
    """
    async with db.begin() as session:
        business_id = await find_business(session, link.slug)
        if business_id is None:
            return None
        await scope(session, [business_id])
        found = await participant_by_code(session, business_id, link.code)
        if found is None or found.status != "active" or found.destination_url is None:
            return None
        if not link.by_person:
            return destination(found.destination_url, found.code, None)
        click_id = ids.new()
        await add_click(session, found, click_id, await clock.now(session, business_id))
    return destination(found.destination_url, found.code, ids.show("clk", click_id))

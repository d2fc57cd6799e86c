"""Invitations are kept with what speaks against having sent them (R-NPS-04)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.asking import AskParameters
from referral_api.db.businesses.businesses import businesses_of
from referral_api.db.people.people import Who
from referral_api.db.relationships.invitations import delivered_first, sent_surveys
from referral_api.domain.relationships.invitations import SURVEYS, Gaps, Invited, against


async def check_invitations(reports: Sequence[dict[str, Any]], *, session: AsyncSession) -> None:
    """Note of each of these invitations why it should not have been sent. One that comes late is
    judged by what was sent before it, and changes nothing of those that came after."""
    sent = [each for each in reports if each["sent"]]
    if not sent:
        return
    who = {(each["business_id"], each["person_id"]) for each in sent}
    before = await _before(who, sent, session)
    delivered = await delivered_first(session, who)
    businesses = await businesses_of(session, [each["business_id"] for each in sent])
    for each in sent:
        key = each["business_id"], each["person_id"]
        others = [one for name, one in before[key] if name != _name(each)]
        gaps = gaps_of(businesses[each["business_id"]])
        invited = Invited(each["kind"], each["decided_at"], each["site"])
        each["against"] = list(against(invited, others, delivered.get(key), gaps))


def gaps_of(business: Row[Any]) -> Gaps:
    """As a business has set them."""
    asking = AskParameters.of(business.parameters)
    return Gaps(timedelta(days=asking.resurvey_days), timedelta(days=asking.survey_gap_days))


_Name = tuple[Any, ...]


def _name(each: dict[str, Any]) -> _Name:
    """What makes it another one: its sender's name for it, where there is one."""
    named = each["source"], each["external_id"]
    return named if each["external_id"] is not None else (each["id"],)


async def _before(
    who: set[Who], sent: Sequence[dict[str, Any]], session: AsyncSession
) -> dict[Who, list[tuple[_Name, Invited]]]:
    """The surveys of each, known ones and those that come with these."""
    found: dict[Who, list[tuple[_Name, Invited]]] = defaultdict(list)
    for row in await sent_surveys(session, who):
        named = _name(dict(row._mapping))
        found[row.business_id, row.of_id].append((named, Invited(row.kind, row.decided_at)))
    for each in sent:
        if each["kind"] in SURVEYS:
            invited = Invited(each["kind"], each["decided_at"])
            found[each["business_id"], each["person_id"]].append((_name(each), invited))
    return found

"""Somebody gave a client something, or looked in on them: what a task asked of them is done."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.database.people import standing_for
from goodword.tasks import Occasion, finish_by_hand
from notifier.db import state
from notifier.db.saying import lock_people
from notifier.domain.asks.client import is_check_in
from notifier.domain.asks.happening import Happening
from notifier.domain.asks.nights import possible_check_ins
from notifier.domain.copies import Business
from notifier.use_cases.asks.remind_of_check_ins import CHECK_IN
from notifier.use_cases.asks.value_first import VALUE_CONTACT
from notifier.use_cases.gate.histories import History, histories

LOGGED: Final = "contact_logged"
"""How such a task ended, where nobody said that it is done."""


async def lock_cared_for(reports: Sequence[Happening], *, session: AsyncSession) -> None:
    """Lock those with whom there was a contact, before it is kept: whoever opens a task for one has
    done so before, and it is found, or sees the contact, and opens none."""
    met = {(one.business_id, one.person_id) for one in reports if one.kind == "value_contact"}
    if met:
        standing = await standing_for(session, met)
        await lock_people(session, {(who[0], at) for who, at in standing.items()})


async def finish_care(reports: Sequence[Happening], *, session: AsyncSession) -> None:
    """Close the tasks that these contacts fulfil; each is told to have been done by the contact."""
    met = [one for one in reports if one.kind == "value_contact"]
    if not met:
        return
    standing = await standing_for(session, {(one.business_id, one.person_id) for one in met})
    people = {(who[0], at) for who, at in standing.items()}
    known = await state.businesses(session, {business_id for business_id, _ in people})
    lives = await histories(session, people)
    actors: dict[Occasion, str] = {}
    for contact in sorted(met, key=lambda one: one.at):
        who = contact.business_id, standing[contact.business_id, contact.person_id]
        shown = ids.show("val", contact.id)
        if is_check_in(contact):
            actors |= dict.fromkeys(_check_ins(lives[who], known[who[0]], contact.at), shown)
        if contact.stands:
            actors |= dict.fromkeys(_value_contacts(lives[who], contact.at), shown)
    await finish_by_hand(session, actors, outcome=LOGGED)


def _check_ins(life: History, business: Business, at: datetime) -> list[Occasion]:
    """Of all check-ins that may have come due for what was before the contact of `at`."""
    before = [one.at for one in life.happenings if one.at < at]
    days = {day for each in before for day in possible_check_ins(each, business)}
    shown = [ids.show("per", person_id) for _, person_id in life.people]
    return [(business.business_id, CHECK_IN, f"{one}:{day}") for one in shown for day in days]


def _value_contacts(life: History, at: datetime) -> list[Occasion]:
    """Of the windows of good words that were said before the contact of `at`."""
    return [
        (one.business_id, VALUE_CONTACT, ids.show("ask", one.id))
        for one in life.asks
        if one.signal_at <= at
    ]

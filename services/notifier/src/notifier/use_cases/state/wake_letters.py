"""What decides when letters may go has changed: those that wait are looked at again."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids, jobs
from goodword.database.people import aliases_of, standing_for
from goodword.letters.hours import MailHours
from notifier.db import messages, state
from notifier.db.saying import Who
from notifier.domain.copies import Business
from notifier.use_cases.asks.jobs_of_asks import look_again_at_all
from notifier.use_cases.messages.open_messages import send_job


async def wake_letters(people: Collection[Who], *, session: AsyncSession) -> None:
    """Look again at what waits to be sent to these people, to those whom they were merged into and
    to whoever was merged into them: their clock may be another now."""
    if not people:
        return
    standing = await standing_for(session, people)
    everyone = {(who[0], at) for who, at in standing.items()} | set(people)
    everyone |= set(await aliases_of(session, everyone))
    await _look_at(await messages.waiting_for(session, everyone), session)


async def wake_all_letters(before: Mapping[UUID, Business], *, session: AsyncSession) -> None:
    """Look again at all that waits in those businesses whose hours or clock are others now than
    `before`, asks that wait for an hour among it."""
    now = await state.businesses(session, before)
    changed = [id_ for id_, was in before.items() if _hours(was) != _hours(now[id_])]
    if not changed:
        return
    await _look_at(await messages.waiting_in(session, changed), session)
    await look_again_at_all(changed, session=session)


def _hours(business: Business) -> tuple[MailHours, str]:
    return MailHours.read(business.parameters), business.time_zone


async def _look_at(waiting: Collection[tuple[UUID, UUID]], session: AsyncSession) -> None:
    """Jobs of their own, since those that a letter has are for the time that it waits for."""
    new = [send_job(business_id, id_, again=str(ids.new())) for business_id, id_ in waiting]
    await jobs.add(session, new)

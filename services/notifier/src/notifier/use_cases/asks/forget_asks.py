"""Somebody is erased: what passed with them goes, and no window of theirs stays open."""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock
from goodword.asking import AskReason
from notifier.db.asks import asks, considerations, happenings
from notifier.db.asks.happenings import Who
from notifier.db.saying import lock_people, say_about
from notifier.domain.asks.ask import told
from notifier.use_cases.gate.withhold import withheld_of


async def forget_asks(people: Collection[Who], *, session: AsyncSession) -> None:
    """Close the windows of these people, for good, and leave of asks only that they were."""
    await lock_people(session, people)
    found = await asks.of_people(session, people)
    open_now = [one for each in found.values() for one in each if one.state == "open"]
    times = await clock.now_of(session, {one.business_id for one in open_now})
    reasons = told([AskReason("erased", "erased", "somebody to ask")])
    await asks.save(session, [replace(one, state="withheld") for one in open_now])
    said = [
        withheld_of(
            one, (one.business_id, one.person_id), reasons, times[one.business_id], final=True
        )
        for one in open_now
    ]
    await say_about(session, [((one.business_id, one.person_id), one) for one in said])
    await asks.forget(session, people)
    await considerations.forget(session, people)
    await happenings.forget(session, people)

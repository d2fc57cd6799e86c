"""Windows open: their looks are planned, and it is said, so that whoever asks now knows of them."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import jobs
from goodword.events import AskProposed
from notifier.db.asks import asks
from notifier.db.saying import lock_people, say_about
from notifier.domain.asks.ask import Ask
from notifier.use_cases.asks.jobs_of_asks import jobs_of_window
from notifier.use_cases.gate.withhold import signal_of


async def propose(new: Sequence[tuple[Ask, str]], *, session: AsyncSession) -> list[Ask]:
    """Open windows, each with its cause; those that were, as `asks.open_all` has it. Their people
    are locked first, as by whoever decides on them; of one who is unknown here yet, as who stands
    for another may be, nothing is said."""
    if not new:
        return []
    known = await lock_people(session, {(one.business_id, one.person_id) for one, _ in new})
    opened = await asks.open_all(session, new)
    await jobs.add(session, [job for one in opened for job in jobs_of_window(one)])
    whose = [((one.business_id, one.person_id), _proposed(one)) for one in opened]
    await say_about(session, [(who, fact) for who, fact in whose if who in known])
    return opened


def _proposed(ask: Ask) -> AskProposed:
    return AskProposed(
        business_id=ask.business_id,
        ask_id=ask.id,
        person_id=ask.person_id,
        signal=signal_of(ask.signal_kind, ask.signal_id),
        rep_id=ask.rep_id,
        wanted=ask.wanted,
        opens_at=ask.opens_at,
        closes_at=ask.closes_at,
    )

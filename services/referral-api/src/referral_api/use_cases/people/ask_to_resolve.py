"""Two people whose identifiers came as one person's: a human says whether they are one."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.tasks import NewTask, Occasion, cancel_tasks, open_tasks
from referral_api.domain.people.recognition import Pair
from referral_api.domain.tasks import RESOLVE_IDENTIFIERS


async def ask_to_resolve(pairs: Iterable[Pair], *, session: AsyncSession) -> None:
    """Open a task for each pair, once for ever: who was looked at is not looked at again."""
    await open_tasks(session, [_task(each) for each in sorted(pairs)])


async def resolved(pairs: Iterable[Pair], *, session: AsyncSession) -> None:
    """They were merged, so nobody need look at them any more."""
    await cancel_tasks(session, [_occasion(each) for each in sorted(pairs)], "merged")


def _task(pair: Pair) -> NewTask:
    business_id, kind, occasion = _occasion(pair)
    return NewTask(
        business_id=business_id, kind=kind, occasion=occasion, subjects=tuple(_shown(pair))
    )


def _occasion(pair: Pair) -> Occasion:
    return pair[0], RESOLVE_IDENTIFIERS, " ".join(_shown(pair))


def _shown(pair: Pair) -> list[str]:
    return [ids.show("per", each) for each in pair[1:]]

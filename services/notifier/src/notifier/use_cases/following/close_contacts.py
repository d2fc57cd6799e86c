"""A prospect has heard from us, or need not: what asked for it is over."""

from collections.abc import Collection, Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.tasks import Occasion, cancel_tasks, finish_by_hand
from notifier.db.introductions import Key
from notifier.use_cases.following.alert_late_contacts import LATE_CONTACT
from notifier.use_cases.following.contact_prospects import CONTACT_PROSPECT

CONTACTED = "contacted"
"""What came of such a task, where somebody got in touch past it."""


async def finish_contacts(actors: Mapping[Key, str], *, session: AsyncSession) -> None:
    """Somebody, by referral, got in touch with the prospect."""
    done = {task: actor for key, actor in actors.items() for task in _tasks_of(key)}
    if done:
        await finish_by_hand(session, done, outcome=CONTACTED)


async def call_off_contacts(keys: Collection[Key], reason: str, *, session: AsyncSession) -> None:
    """Nobody has to get in touch with these any more."""
    tasks = [task for key in keys for task in _tasks_of(key)]
    if tasks:
        await cancel_tasks(session, tasks, reason)


def _tasks_of(key: Key) -> list[Occasion]:
    business_id, shown = key[0], ids.show("ref", key[1])
    return [
        (business_id, CONTACT_PROSPECT, shown),
        *((business_id, LATE_CONTACT, f"{shown}:{told}") for told in ("owner", "manager")),
    ]

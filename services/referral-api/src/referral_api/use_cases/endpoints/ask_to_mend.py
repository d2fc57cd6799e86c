"""An endpoint that nothing reaches any more: somebody of the business looks after it."""

from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.tasks import NewTask, Occasion, cancel_tasks, open_tasks
from referral_api.domain.tasks import MEND_ENDPOINT


async def ask_to_mend(row: Row[Any], *, session: AsyncSession) -> None:
    """Open a task about an endpoint that was disabled, which is mailed like any other; one for each
    time that it is."""
    business_id, kind, occasion = _occasion(row)
    subjects = (ids.show("wep", row.id),)
    task = NewTask(business_id=business_id, kind=kind, occasion=occasion, subjects=subjects)
    await open_tasks(session, [task])


async def mended(row: Row[Any], *, session: AsyncSession) -> None:
    """The endpoint, as it was while disabled, is active again or gone: nobody need look at it."""
    await cancel_tasks(session, [_occasion(row)], "mended")


def _occasion(row: Row[Any]) -> Occasion:
    return row.business_id, MEND_ENDPOINT, f"{ids.show('wep', row.id)} {row.disabled_at}"

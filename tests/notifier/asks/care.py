"""A client who waits for what they bought, and what is asked of the rep who looks after them."""

from tests.notifier.asks.clients import OPEN, STORY, Asking

from goodword import ids
from goodword.events import TaskClosed, TaskOpened


async def bought(asking: Asking) -> None:
    """Ana bought something that she does not have yet; Rita looks after her."""
    asking.business = {"mode": "test", "parameters": {"mail_hours": OPEN}}
    rita = ids.new()
    asking.ana = {"roles": ("client",), "story": STORY, "rep_id": rita}
    await asking.at(asking.now)
    await asking.tell(asking.world.person(rita, "Rita", roles=("rep",)))
    await asking.change()


async def tasks(asking: Asking, kind: str = "value_contact") -> list[TaskOpened]:
    return [one for one in await asking.said(TaskOpened) if one.kind == kind]


async def ends(asking: Asking) -> list[tuple[str, str | None, str | None]]:
    return [(one.outcome, one.reason, one.actor) for one in await asking.said(TaskClosed)]

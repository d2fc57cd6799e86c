"""Tasks about rewards, told: what was asked of a person, and what they did."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row

from goodword import ids
from goodword.letters.tasks import instructions
from referral_api.domain.explaining.story import Entry

_ENDS = {
    "open": "It waits to be done.",
    "overdue": "It is overdue.",
    "cancelled": "It was called off{reason}.",
    "done": "It was done{reason}.",
}


def told_task(task: Row[Any]) -> Iterator[Entry]:
    """That somebody was asked, and how it stands, with who said last that it is done."""
    shown = ids.show("tsk", task.id)
    yield Entry(
        at=task.opened_at,
        what="task_opened",
        about=shown,
        sentence=f"A person was asked: {instructions(task.kind, 'en')}",
    )
    if task.status in ("open", "overdue") and not task.done_by:
        return
    yield Entry(
        at=task.moved_at,
        what=f"task_{task.status}",
        about=shown,
        sentence=f"Task {task.kind.replace('_', ' ')}: {_end(task)}",
        actor=task.done_by[-1] if task.done_by else None,
    )


def _end(task: Row[Any]) -> str:
    reason = f": {task.reason.replace('_', ' ')}" if task.reason else ""
    return _ENDS[task.status].format(reason=reason)

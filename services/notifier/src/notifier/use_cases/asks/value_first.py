"""A good word before anything was delivered: the client is given something first (R-ASK-04)."""

from typing import Final

from goodword import ids
from goodword.tasks import NewTask
from notifier.domain.asks.ask import Ask
from notifier.use_cases.gate.considering import Considered

VALUE_CONTACT: Final = "value_contact"
"""The task of giving a client something of value."""


def value_first(ask: Ask, one: Considered) -> NewTask:
    """The task that stands for asking in the window `ask`, until that closes: for the client's rep,
    or the business."""
    return NewTask(
        business_id=one.who[0],
        kind=VALUE_CONTACT,
        occasion=ids.show("ask", ask.id),
        subjects=(ids.show("per", one.who[1]), ask.signal[1]),
        assignee_id=ask.rep_id or one.person.rep_id,
        due_at=ask.closes_at,
    )

"""What a service says it does with events, and how a batch is cut so that order per key holds."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeAlias
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.errors import GoodwordError
from goodword.events import Envelope, Event


class Handler(Protocol):
    """Applies events of one type inside the transaction that records them as read.

    It touches nothing outside PostgreSQL. Where it needs state that has not arrived yet, it raises
    `StateUnseenError` before it writes anything.
    """

    async def __call__(self, batch: Sequence[Envelope[Any]], *, session: AsyncSession) -> None: ...


Handlers: TypeAlias = Mapping[type[Event], Handler]
"""One handler per event type; a service's `main` reads as this table."""


class StateUnseenError(GoodwordError):
    """Events that need state not seen yet, by event id, each with what it waits for.

    What is awaited is written as `person:per_…`, `program:prg_…:3`, `sale:sal_…`.
    """

    def __init__(self, waits: Mapping[UUID, Sequence[str]]) -> None:
        awaited = sorted({each for refs in waits.values() for each in refs})
        super().__init__(f"waits for {', '.join(awaited[:5])}")
        self.waits = dict(waits)


def runs(batch: Sequence[Envelope[Event]]) -> list[list[Envelope[Event]]]:
    """Cut a batch into lists of one type each, without letting one event of a key pass another.

    The first event's type, and every later event of that type whose (topic, key) was not passed
    over; repeat with what is left.
    """
    left = list(batch)
    cut: list[list[Envelope[Event]]] = []
    while left:
        run: list[Envelope[Event]] = []
        rest: list[Envelope[Event]] = []
        passed_over: set[tuple[str, str]] = set()
        for envelope in left:
            if envelope.type == left[0].type and (envelope.topic, envelope.key) not in passed_over:
                run.append(envelope)
            else:
                rest.append(envelope)
                passed_over.add((envelope.topic, envelope.key))
        cut.append(run)
        left = rest
    return cut

"""A business that asks its clients, one who may be asked, and a clock that is set by hand."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import event
from tests.notifier.world import World

from goodword import ids
from goodword.bus import Said
from goodword.events import (
    AskAnswered,
    AskRequested,
    AskSent,
    AskWithheld,
    Event,
    IssueOpened,
    IssueResolved,
    MessageSent,
    OpportunityChanged,
    OrderFulfilled,
    PersonErased,
    ReviewReceived,
    SurveyAnswered,
    ValueContactLogged,
)
from goodword.testing.events import events_of
from goodword.testing.jobs import run_due
from notifier.main import job_kinds
from notifier.use_cases.messages.show_message import show_message

MONDAY = datetime(2031, 6, 2, 10, 0, tzinfo=UTC)
STORY = "We fenced the garden in two days, before the puppy came."
OPEN = {"opens": "00:00", "closes": "24:00"}

E = TypeVar("E", bound=Event)


@dataclass
class Asking:
    """`world`'s Ana is a client; `begin` makes her one who may be asked, but for a good word."""

    world: World
    now: datetime = MONDAY
    business: dict[str, Any] = field(default_factory=dict)
    ana: dict[str, Any] = field(default_factory=dict)

    async def begin(self, *, hours: dict[str, str] | None = None, **parameters: Any) -> None:
        """It is Monday; Ana got what she bought a month ago, and something of value last week."""
        self.business = {
            "mode": "test",
            "parameters": {"mail_hours": hours or OPEN, "asking": parameters},
        }
        self.ana = {"roles": ("client",), "story": STORY}
        await self.at(self.now)
        await self.change()
        await self.tell(self.delivered(days=-30), self.valued(days=-7), self.valued(days=-6))

    async def at(self, moment: datetime) -> None:
        """It is `moment` for the business, and all that was due by then is done."""
        await self.set_clock(moment)
        await self.run()

    async def set_clock(self, moment: datetime) -> None:
        """It is `moment` for the business."""
        self.now = moment
        [row] = await self.world.rows(
            "select ceil(extract(epoch from $1::timestamptz - now()))::bigint s", moment
        )
        changed = self.world.business(clock_offset_s=row["s"], **self.business)
        await self.world.tell(changed)

    async def later(self, **by: float) -> None:
        await self.at(self.now + timedelta(**by))

    async def change(self, **changes: Any) -> None:
        """Ana is another."""
        self.ana |= changes
        await self.tell(self.world.person(self.world.ana, "Ana", **self.ana))

    async def tell(self, *facts: Said) -> None:
        """Facts arrive, and what is due is done."""
        await self.world.tell(*facts)
        await self.run()

    async def run(self, but: str | None = None) -> None:
        """Do what is due, `but` for one kind of job."""
        kinds = job_kinds(self.world.mailroom)
        await run_due(self.world.db, {kind: one for kind, one in kinds.items() if kind != but})

    # facts of topic relationships

    def review(self, rating: float | None = 5, **changes: Any) -> Said:
        ordinary = {
            "review_id": ids.new(),
            "version": 1,
            "site": "google",
            "rating": None if rating is None else Decimal(str(rating)),
            "written_at": self.now,
        }
        return self._said(ReviewReceived, ordinary | changes)

    def scored(self, score: int, **changes: Any) -> Said:
        ordinary = {
            "survey_answer_id": ids.new(),
            "version": 1,
            "kind": "nps",
            "score": score,
            "scale_min": 0,
            "scale_max": 10,
            "answered_at": self.now,
        }
        return self._said(SurveyAnswered, ordinary | changes)

    def valued(self, *, days: float = 0, **changes: Any) -> Said:
        ordinary = {
            "value_contact_id": ids.new(),
            "kind": "problem_solved",
            "counts": True,
            "occurred_at": self.now + timedelta(days=days),
        }
        return self._said(ValueContactLogged, ordinary | changes)

    def checked_in(self, **changes: Any) -> Said:
        return self.valued(kind="check_in_with_confirmed_satisfaction", **changes)

    def complained(self, issue_id: UUID) -> Said:
        about = {"issue_id": issue_id, "kind": "complaint", "opened_at": self.now}
        return self._said(IssueOpened, about)

    def resolved(self, issue_id: UUID) -> Said:
        about = {"issue_id": issue_id, "kind": "complaint", "opened_at": self.now}
        return self._said(IssueResolved, about | {"resolved_at": self.now})

    def deal(self, stage: str, **changes: Any) -> Said:
        ordinary = {"opportunity_id": ids.new(), "version": 1, "changed_at": self.now}
        return self._said(OpportunityChanged, ordinary | {"stage": stage} | changes)

    def delivered(self, *, days: float = 0) -> Said:
        about = {"order_fulfilment_id": ids.new(), "fulfilled_at": self.now + timedelta(days=days)}
        return self._said(OrderFulfilled, about)

    def requested(self, **changes: Any) -> Said:
        ordinary = {"ask_id": ids.new(), "actor": "operator", "requested_at": self.now}
        return self._said(AskRequested, ordinary | changes)

    def answered(self, ask_id: UUID, answer: str) -> Said:
        about = {"ask_id": ask_id, "answer": answer, "via": "page", "answered_at": self.now}
        return self._said(AskAnswered, about)

    def erased(self) -> Said:
        version = self.world._next(self.world.ana)
        about = {"business_id": self.world.business_id, "person_id": self.world.ana}
        return Said(PersonErased(**about, version=version), version)

    def _said(self, kind: type[Event], values: dict[str, Any]) -> Said:
        who = {"business_id": self.world.business_id, "person_id": self.world.ana}
        return Said(kind(**who | values), 1)

    # what came of it

    async def said(self, kind: type[E]) -> list[E]:
        events = [envelope.event for envelope in await events_of(self.world.db)]
        ours = [event for event in events if event.business_id == self.world.business_id]
        return [event for event in ours if isinstance(event, kind)]

    async def asked(self) -> list[AskSent]:
        """The asks that went out, each with its letter."""
        sent = await self.said(AskSent)
        letters = [one.message_id for one in await self.said(MessageSent) if one.kind == KIND]
        assert [one.message_id for one in sent] == letters
        return sent

    async def withheld(self) -> list[AskWithheld]:
        """What was said of windows."""
        return [one for one in await self.said(AskWithheld) if one.ask_id is not None]

    async def at_night(self) -> list[list[str]]:
        """The reasons of each time that a night said no."""
        said = [one for one in await self.said(AskWithheld) if one.ask_id is None]
        return [[reason.code for reason in one.reasons] for one in said]

    async def why(self) -> tuple[list[str], bool]:
        """The reasons that were said last, and whether they are final."""
        last = (await self.withheld())[-1]
        return [reason.code for reason in last.reasons], last.final

    async def letter(self) -> str:
        """The words of the one ask that was written."""
        [row] = await self.world.rows("select id from message where kind = $1", KIND)
        return await show_message(row["id"], mailroom=self.world.mailroom)

    async def states(self) -> list[str]:
        query = "select state from ask where business_id = $1 order by id"
        rows = await self.world.rows(query, self.world.business_id)
        return [row["state"] for row in rows]


KIND = "referral_ask"


@contextmanager
def counting(world: World) -> Iterator[list[str]]:
    """The statements that are executed meanwhile."""
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    engine = world.db.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


async def somebody_waits(asking: Asking) -> None:
    """Until a transaction waits for the lock of another one."""
    async with asyncio.timeout(10):
        while not await asking.world.rows(  # noqa: ASYNC110  # it is the database that knows
            "select from pg_stat_activity"
            " where wait_event_type = 'Lock' and datname = current_database()"
        ):
            await asyncio.sleep(0.01)

"""The same on real PostgreSQL: people, sales and providers, told to the product as others would."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
from tests.rewards_worker.machine.promises import PLACES, Program
from tests.rewards_worker.machine.rewards import Sale
from tests.rewards_worker.world import World

from goodword import ids
from goodword.bus import Said
from goodword.bus.delivery import Deliverer
from goodword.bus.retrying import Retrier
from goodword.events import (
    Envelope,
    PersonErased,
    RewardDecided,
    SaleClosed,
    SaleReattributed,
    TaskDone,
)
from goodword.money import Money
from rewards_worker.main import handlers

DIFFERENCE = """
    select id from opened_task where business_id = $1 and kind = 'settle_difference'
    and occasion like $2 and state = 'open'
"""
TASK = "select id from opened_task where business_id = $1 and occasion = $2"
PARKED = "select 1 from parked_event where business_id = $1"


@dataclass
class Shop:
    """What is told to the product; `ids` are of people, sales' referrals and programs, by name."""

    world: World
    connection: asyncpg.Connection
    ids: dict[Any, UUID] = field(default_factory=dict)
    sales: dict[int, Said] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    seqs: dict[Any, int] = field(default_factory=dict)
    industry: str = "retail"

    def id_of(self, *name: Any) -> UUID:
        return self.ids.setdefault(name, ids.new())

    def name_of(self, person_id: UUID) -> str:
        return next(str(name[1]) for name, known in self.ids.items() if known == person_id)

    def shown(self, name: str) -> str:
        return ids.show("per", self.id_of("person", name))

    # who, and what is promised

    async def tell_business(self) -> None:
        await self.world.tell(self.world.business(industry=self.industry))

    async def tell_person(self, *names: str, **changes: Any) -> None:
        told = []
        for name in names:
            into = self.merged.get(name)
            more = {"merged_into": self.id_of("person", into)} if into else {}
            told.append(
                self.world.person(self.id_of("person", name), name.title(), **more, **changes)
            )
        await self.world.tell(*told)

    async def erase(self, *names: str) -> None:
        told = []
        for name in names:
            who = self.id_of("person", name)
            version = self.world._next(who)
            erased = PersonErased(
                business_id=self.world.business_id, person_id=who, version=version
            )
            told.append(Said(erased, version))
        await self.world.tell(*told)

    def at(self, program: Program) -> World:
        """The world as the program sees it."""
        return replace(self.world, program_id=self.id_of("program", program.name))

    async def publish(self, program: Program) -> None:
        raw = {key: value for key, value in program.raw.items() if key != "rewards"}
        told = self.at(program).program(*program.rules, version=program.version, **raw)
        await self.world.tell(told)

    # sales

    def closed(self, sale: Sale, owner: str | None) -> Said:
        """The sale as it is told where it belongs to that person's referral."""
        at = self.at(sale.program)
        net = Money(minor=sale.base, currency=sale.currency)
        told = at.sale(
            referred=owner is not None,
            referral_id=self.id_of("referral", sale.place, owner),
            referrer_id=self.id_of("person", owner),
            program_version=sale.program.version,
            sale_id=self.id_of("sale", sale.place),
            client_id=self.id_of("person", sale.buyer),
            closed_at=datetime(2026, sale.month, 10, 15, tzinfo=UTC),
            number=sale.number,
        )
        return Said(told.event.model_copy(update={"gross": net, "net": net}), 1)

    async def tell_early(self, sale: Said, refund: Said, program: Program) -> None:
        """The sale waits for its program, and the refund behind the sale."""
        await self.world.tell(sale)
        await self.world.tell(refund)
        closed = sale.event
        assert isinstance(closed, SaleClosed)
        if closed.referral is not None:
            assert len(await self.rows(PARKED)) == 2
        await self.publish(program)
        await Retrier(self.world.db, Deliverer(handlers(self.world.desk))).retry()
        assert await self.rows(PARKED) == []

    def refund(self, sale: Sale, net: int, seq: int) -> Said:
        text = f"{net / 10 ** PLACES[sale.currency]:.{PLACES[sale.currency]}f}"
        return self.world.refund(self.sales[sale.place], text, seq=seq)

    def moved(self, sale: Sale, before: str | None) -> Said:
        closed = self.closed(sale, sale.owner).event
        assert isinstance(closed, SaleClosed)
        event = SaleReattributed(
            business_id=self.world.business_id,
            sale_id=closed.sale_id,
            from_referral=self.id_of("referral", sale.place, before) if before else None,
            to_referral=closed.referral.referral_id if closed.referral else None,
            actor="operator",
            sale=closed,
            net=Money(minor=sale.net, currency=sale.currency),
        )
        return Said(event, sale.seq)

    # decisions and work

    async def decide(self, reward_id: UUID, decision: Any, choice: str | None = None) -> None:
        seq = self.seqs[reward_id] = self.seqs.get(reward_id, 0) + 1
        decided = RewardDecided(
            business_id=self.world.business_id,
            reward_id=reward_id,
            decision=decision,
            choice=choice,
            actor="operator",
        )
        await self.world.tell(Said(decided, seq))

    async def hand_over(self, key: UUID) -> None:
        """The person who was asked says that it is done."""
        [task] = await self.rows(TASK, str(key))
        actor = ids.show("key", ids.new())
        told = TaskDone(business_id=self.world.business_id, task_id=task["id"], actor=actor)
        await self.world.tell(Said(told, 1))

    async def settle(self, reward_id: UUID, outcome: str) -> None:
        """The person who was asked for the rest of a reward says what came of it."""
        [task] = await self.rows(DIFFERENCE, f"{reward_id}:%")
        about = {"business_id": self.world.business_id, "task_id": task["id"]}
        actor = ids.show("key", ids.new())
        await self.world.tell(Said(TaskDone(**about, actor=actor, outcome=outcome), 1))

    async def rows(self, query: str, *arguments: Any) -> list[Any]:
        """`$1` is the business."""
        return list(await self.connection.fetch(query, self.world.business_id, *arguments))

    async def repeat(self, *events: Said | Envelope[Any]) -> None:
        """The same once more, in another envelope or in the same."""
        told = await self.world.tell(*events)
        await self.world.tell(*told, *[one for one in events if isinstance(one, Said)])

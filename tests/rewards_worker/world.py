"""A business, its people and its program in rewards-worker's database, and what happens to them."""

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
from cryptography.fernet import Fernet
from tests.rewards_worker.providers.conftest import Sandbox

from goodword import ids
from goodword.bus import Said
from goodword.database import Database
from goodword.events import (
    BusinessChanged,
    Envelope,
    Name,
    PersonChanged,
    ProgramPublished,
    RewardSnapshot,
    SaleClosed,
    SaleReferral,
    SaleRefunded,
)
from goodword.money import Money
from goodword.observability import Watch
from goodword.programs import read_document
from goodword.seal import Sealer
from goodword.setups import SetUps
from goodword.testing.events import deliver, events_of
from goodword.testing.jobs import run_due
from rewards_worker.main import handlers, job_kinds
from rewards_worker.ports import Means
from rewards_worker.providers import PROVIDERS
from rewards_worker.use_cases.ledger.check_ledger import check_ledger
from rewards_worker.use_cases.payouts.desk import Desk

SECRET_KEY = Fernet.generate_key().decode()
CODE_KEY = b"a key of codes that is long enough to be one"
MAX_TRIES = 20
NEXT_TRIES = """
    update job set run_at = now() where state = 'ready' and attempts > 0 returning kind
"""
SHARED_AT = datetime(2026, 5, 1, 15, tzinfo=UTC)
CLOSED_AT = datetime(2026, 5, 10, 15, tzinfo=UTC)
CARD = {"kind": "gift_card", "amount": {"fixed": "50.00"}}
BOTH_SIDES = (
    {"rule": "referrer", "to": "referrer", "give": CARD},
    {"rule": "friend", "to": "prospect", "give": CARD},
)


def usd(text: str) -> Money:
    return Money.parse(text, "USD")


@dataclass
class World:
    """One business by default; `db` is the app role's, `admin_url` sees everything."""

    db: Database
    admin_url: str
    desk: Desk
    sandbox: Sandbox
    business_id: UUID = field(default_factory=ids.new)
    program_id: UUID = field(default_factory=ids.new)
    ana: UUID = field(default_factory=ids.new)
    ben: UUID = field(default_factory=ids.new)
    offset_s: int = 0
    mode: str = "test"
    _versions: dict[Any, int] = field(default_factory=dict)

    # what others tell

    async def tell(self, *events: Said | Envelope[Any]) -> list[Envelope[Any]]:
        return await deliver(self.db, handlers(self.desk), events)

    async def begin(self, *rules: dict[str, Any], **document: Any) -> None:
        """A test business with Ana, Ben and a program that holds for 30 days."""
        await self.tell(self.business(), self.person(self.ana, "Ana"), self.person(self.ben, "Ben"))
        await self.tell(self.program(*rules, **document))

    def business(self, **changes: Any) -> Said:
        version = self._next("business")
        ordinary = {"called": "The Shop", "slug": "shop", "mode": self.mode, "industry": "retail"}
        clock = {"clock_offset_s": self.offset_s}
        return Said(
            BusinessChanged(
                business_id=self.business_id, version=version, **ordinary | clock | changes
            ),
            version,
        )

    def person(self, person_id: UUID, name: str = "Cleo", **changes: Any) -> Said:
        version = self._next(person_id)
        ordinary = {"called": Name(display=name), "emails": (f"{name.lower()}@example.com",)}
        return Said(
            PersonChanged(
                business_id=self.business_id,
                person_id=person_id,
                version=version,
                **ordinary | changes,
            ),
            version,
        )

    def program(self, *rules: dict[str, Any], version: int = 1, **document: Any) -> Said:
        raw = {
            "name": "Give $50",
            "kind": "code",
            "currency": "USD",
            "destination_url": "https://shop.example/welcome",
            "hold_days": 30,
            "rewards": list(rules or BOTH_SIDES),
        } | document
        published = read_document(raw).model_dump(mode="json", by_alias=True, exclude_none=True)
        return Said(
            ProgramPublished(
                business_id=self.business_id,
                program_id=self.program_id,
                version=version,
                document=published,
            ),
            1,
        )

    def sale(self, net: str = "79.90", *, referred: bool = True, **changes: Any) -> Said:
        referral = SaleReferral(
            referral_id=changes.pop("referral_id", None) or ids.new(),
            referral_class="passive_lead",
            channel="code",
            match="code",
            referrer_id=changes.pop("referrer_id", self.ana),
            program_id=self.program_id,
            program_version=changes.pop("program_version", 1),
            shared_at=SHARED_AT,
        )
        ordinary = {
            "sale_id": ids.new(),
            "source": "shopify",
            "closed_at": CLOSED_AT,
            "gross": usd(net),
            "net": usd(net),
            "net_basis": "goods",
            "number": 1,
            "client_id": self.ben,
            "is_new": True,
            "referral": referral if referred else None,
        }
        return Said(SaleClosed(business_id=self.business_id, **ordinary | changes), 1)

    def refund(self, sale: Said, net: str, seq: int = 2, **changes: Any) -> Said:
        """The sale is worth `net` now."""
        closed = sale.event
        assert isinstance(closed, SaleClosed)
        left = Money.parse(net, closed.net.currency)
        ordinary = {
            "sale_id": closed.sale_id,
            "refund_id": ids.new(),
            "amount": closed.net - left,
            "net": left,
            "original_net": closed.net,
            "refunded_total": closed.net - left,
            "refunded_at": CLOSED_AT,
        }
        return Said(SaleRefunded(business_id=self.business_id, **ordinary | changes), seq)

    async def advance(self, days: float) -> None:
        """Move the business's clock, and so its timers."""
        self.offset_s += int(timedelta(days=days).total_seconds())
        await self.tell(self.business())

    # what came of it

    async def run_jobs(self, desk: Desk | None = None) -> None:
        """Run what is due, and what waits for its next try, until nothing does."""
        kinds = job_kinds(desk or self.desk)
        for _ in range(MAX_TRIES):
            await run_due(self.db, kinds)
            if not await self.rows(NEXT_TRIES):
                return
        raise AssertionError("a job is tried again and again")

    async def facts(self) -> list[str]:
        """What was said of rewards, in order: `reward-earned referrer 50.00`."""
        return [
            f"{event.name} {event.rule} {event.amount.major if event.amount else None}"
            for event in await self.snapshots()
        ]

    async def snapshots(self) -> list[Any]:
        events = [envelope.event for envelope in await events_of(self.db)]
        return [event for event in events if isinstance(event, RewardSnapshot)]

    async def rows(self, query: str, *arguments: Any) -> list[asyncpg.Record]:
        """Rows of this business and all others, as the superuser sees them."""
        async with self.admin() as connection:
            return list(await connection.fetch(query, *arguments))

    async def execute(self, statement: str, *arguments: Any) -> None:
        async with self.admin() as connection:
            await connection.execute(statement, *arguments)

    async def states(self) -> dict[str, str]:
        """The state of each reward, by rule."""
        return {row["rule"]: row["state"] for row in await self.rows("select * from reward")}

    async def balances(self, owner: UUID) -> dict[str, int]:
        """What is stored on the accounts of a person, in minor units, without the empty ones."""
        rows = await self.rows(
            "select kind, balance from account where owner = $1 and balance <> 0",
            ids.show("per", owner),
        )
        return {row["kind"]: row["balance"] for row in rows}

    async def check(self) -> None:
        """The ledger balances."""
        report = await check_ledger(self.db)
        assert not report.violations, [str(violation) for violation in report.violations]
        assert report.businesses >= 1

    @asynccontextmanager
    async def admin(self) -> Any:
        """A connection of the superuser, who sees the rows of all businesses."""
        connection = await asyncpg.connect(self.admin_url, ssl=False)
        try:
            await connection.execute("set search_path = rewards, bus")
            yield connection
        finally:
            await connection.close()

    def _next(self, key: Any) -> int:
        self._versions[key] = self._versions.get(key, 0) + 1
        return self._versions[key]


def a_desk(db: Database, sandbox: Sandbox, **changes: Any) -> Desk:
    sealer = Sealer([SECRET_KEY])
    ordinary = {
        "db": db,
        "providers": {"sandbox": sandbox.provider()},
        "openers": PROVIDERS,
        "means": Means(client=sandbox.client, db=db, code_key=CODE_KEY),
        "set_ups": SetUps("provider", sealer),
        "sealer": sealer,
        "watch": Watch("rewards-worker"),
    }
    return Desk(**ordinary | changes)

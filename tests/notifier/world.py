"""A business, its people and rewards, told to the notifier, and a server that gets its mail."""

from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
from tests.notifier.post import LINK, SEALER, Gate, read

from goodword import ids
from goodword.bus import Said
from goodword.database import Database
from goodword.database.roles import on
from goodword.errors import TransientError
from goodword.events import (
    Addresses,
    BusinessChanged,
    ContactSuppressed,
    Envelope,
    Handover,
    MessageFailed,
    MessageSent,
    MessageWaiting,
    Name,
    OfferVerdict,
    ParticipantChanged,
    PersonChanged,
    ProgramPublished,
    RewardFailed,
    RewardIssued,
    RewardNeedsAction,
)
from goodword.jobs import Job
from goodword.money import Money
from goodword.testing.events import deliver, events_of
from notifier.main import handlers
from notifier.use_cases.messages.mailroom import Mailroom
from notifier.use_cases.messages.send_message import send_message


@dataclass
class World:
    """One live business by default; `db` is the app role's, `admin_url` sees everything."""

    db: Database
    admin_url: str
    inbox: Gate
    mailroom: Mailroom
    business_id: UUID = field(default_factory=ids.new)
    ana: UUID = field(default_factory=ids.new)
    _versions: dict[Any, int] = field(default_factory=dict)

    # what others tell

    async def tell(self, *events: Said | Envelope[Any]) -> list[Envelope[Any]]:
        return await deliver(self.db, handlers(self.mailroom), events)

    async def begin(self, **business: Any) -> None:
        """A business and Ana."""
        await self.tell(self.business(**business), self.person(self.ana, "Ana"))

    async def open(self, **reward: Any) -> list[Envelope[Any]]:
        """A business, Ana, and a reward that was issued to her."""
        await self.begin()
        return await self.tell(self.issued(**reward))

    def business(self, **changes: Any) -> Said:
        version = changes.pop("version", None) or self._next("business")
        ordinary = {
            "called": "Harbor & Pine",
            "slug": "harbor",
            "mode": "live",
            "parameters": {"mail_hours": {"opens": "00:00", "closes": "24:00"}},
            "addresses": Addresses(
                postal="12 Wharf Street\nPortland, OR 97201", from_email="hello@harbor.example"
            ),
        }
        return Said(
            BusinessChanged(business_id=self.business_id, version=version, **ordinary | changes),
            version,
        )

    def person(self, person_id: UUID, name: str = "Cleo", **changes: Any) -> Said:
        version = changes.pop("version", None) or self._next(person_id)
        ordinary = {
            "called": Name(display=f"{name} Ruiz", given=name),
            "emails": (f"{name.lower()}@example.com",),
        }
        about = {"business_id": self.business_id, "person_id": person_id, "version": version}
        return Said(PersonChanged(**about, **ordinary | changes), version)

    def suppressed(self, address: str, **changes: Any) -> Said:
        hashed = self.mailroom.hasher.address(self.business_id, "email", address)
        ordinary = {"channel": "email", "scope": "all", "reason": "unsubscribed"}
        about = {"business_id": self.business_id, "address_hash": hashed}
        return Said(ContactSuppressed(**about, **ordinary | changes), 1)

    def issued(self, **changes: Any) -> Said:
        sealed = SEALER.seal(LINK)
        handover = Handover(by="us", provider="sandbox", provider_ref="O-1", sealed=sealed)
        return Said(RewardIssued(**self._reward("issued") | {"handover": handover} | changes), 4)

    def needs_action(self, **changes: Any) -> Said:
        ordinary = self._reward("needs_action") | {"reason": "choice"}
        return Said(RewardNeedsAction(**ordinary | changes), 4)

    def published(self, program_id: UUID, **document: Any) -> Said:
        ordinary = {
            "name": "Give $50, get $50",
            "kind": "code",
            "currency": "USD",
            "destination_url": "https://shop.example/welcome",
            "window": {"days": 30, "from": "share"},
            "rewards": [
                {
                    "rule": "referrer",
                    "to": "referrer",
                    "give": {"kind": "gift_card", "amount": {"fixed": "50.00"}},
                }
            ],
        }
        event = ProgramPublished(
            business_id=self.business_id,
            program_id=program_id,
            version=1,
            document=ordinary | document,
        )
        return Said(event, 1)

    def joined(self, program_id: UUID, participant_id: UUID, **changes: Any) -> Said:
        """Ana takes part in version 1 of a program, which the law allows."""
        version = self._next(participant_id)
        at = datetime(2026, 5, 10, 15, tzinfo=UTC)
        ordinary = {
            "person_id": self.ana,
            "program_version": 1,
            "code": "ANA20",
            "link": "https://goodword.example/r/harbor/ANA20",
            "status": "active",
            "joined_at": at,
            "offer": OfferVerdict(allowed=True, decision="ALLOW", rules=("GEN",), checked_at=at),
        }
        event = ParticipantChanged(
            business_id=self.business_id,
            participant_id=participant_id,
            program_id=program_id,
            version=version,
            **ordinary | changes,
        )
        return Said(event, version)

    def failed(self, **changes: Any) -> Said:
        ordinary = self._reward("failed") | {"reason": "key_reused"}
        return Said(RewardFailed(**ordinary | changes), 4)

    def _reward(self, status: str) -> dict[str, Any]:
        return {
            "business_id": self.business_id,
            "reward_id": ids.new(),
            "version": 4,
            "status": status,
            "beneficiary_id": self.ana,
            "to": "referrer",
            "kind": "gift_card",
            "amount": Money(minor=3748, currency="USD"),
            "original": Money(minor=5000, currency="USD"),
            "referral_id": ids.new(),
            "sale_id": ids.new(),
            "program_id": ids.new(),
            "program_version": 1,
            "rule": "referrer",
            "verdict": {"net": "SECRET-SALE 59.90"},
            "earned_at": datetime(2026, 5, 10, 15, tzinfo=UTC),
        }

    # what is done

    async def send(self, **mailroom: Any) -> TransientError | None:
        """Run the one job there is, as its runner would; what it asks for if it is not done."""
        job = await self.job()
        try:
            await send_message(job, mailroom=replace(self.mailroom, **mailroom))
        except TransientError as error:
            return error
        return None

    async def job(self) -> Job:
        rows = await self.rows("select * from job where kind <> 'consider_everyone' order by id")
        assert rows
        row = dict(rows[-1])
        kept = ("id", "business_id", "kind", "dedupe_key", "attempts", "max_attempts", "run_at")
        return Job(
            **{name: row[name] for name in kept}, payload={"message_id": await self.message_id()}
        )

    async def message_id(self) -> str:
        rows = await self.rows("select id from message")
        assert len(rows) == 1
        return ids.show("msg", rows[0]["id"])

    async def expire_lease(self) -> None:
        """Time passes until the claim is nobody's any more."""
        await self.execute("update message set lease_until = now() - interval '1 s'")

    async def close_doors(self) -> None:
        """The database throws everybody out and lets nobody in."""
        name = urlsplit(self.admin_url).path.removeprefix("/")
        await self._on_server(f"alter database {name} allow_connections false")
        await self._on_server(
            f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'"
        )

    async def open_doors(self) -> None:
        name = urlsplit(self.admin_url).path.removeprefix("/")
        await self._on_server(f"alter database {name} allow_connections true")

    # what came of it

    async def state(self) -> str:
        rows = await self.rows("select state from message")
        assert len(rows) == 1
        return str(rows[0]["state"])

    async def told(self) -> list[MessageSent | MessageFailed]:
        """What was said of messages, in order."""
        events = [envelope.event for envelope in await events_of(self.db)]
        return [event for event in events if isinstance(event, MessageSent | MessageFailed)]

    async def waiting(self) -> list[tuple[str, datetime | None]]:
        """For what letters were said to wait, and until when, in order."""
        events = [envelope.event for envelope in await events_of(self.db)]
        waits = [event for event in events if isinstance(event, MessageWaiting)]
        return [(event.reason, event.sends_after) for event in waits]

    async def waits(self) -> list[str]:
        """What the one event that was put aside waits for."""
        [row] = await self.rows("select waits_for from parked_event")
        return list(row["waits_for"])

    async def failures(self) -> list[str]:
        return [event.reason for event in await self.told() if isinstance(event, MessageFailed)]

    def mails(self) -> list[EmailMessage]:
        """What the mail server was given."""
        return [read(envelope.content or b"") for envelope in self.inbox.envelopes]

    async def rows(self, query: str, *arguments: Any) -> list[asyncpg.Record]:
        """Rows of this business and all others, as the superuser sees them."""
        async with self._admin() as connection:
            return list(await connection.fetch(query, *arguments))

    async def execute(self, statement: str, *arguments: Any) -> None:
        async with self._admin() as connection:
            await connection.execute(statement, *arguments)

    async def _on_server(self, statement: str) -> None:
        connection = await asyncpg.connect(on(self.admin_url, "postgres"), ssl=False)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    @asynccontextmanager
    async def _admin(self) -> Any:
        connection = await asyncpg.connect(self.admin_url, ssl=False)
        try:
            await connection.execute("set search_path = notifier, bus")
            yield connection
        finally:
            await connection.close()

    def _next(self, key: Any) -> int:
        self._versions[key] = self._versions.get(key, 0) + 1
        return self._versions[key]

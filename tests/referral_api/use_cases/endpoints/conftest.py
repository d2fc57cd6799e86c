"""A house with somebody who listens, and all that tells them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import text
from tests.referral_api.conftest import House
from tests.referral_api.receiver import Receiver, a_receiver
from tests.referral_api.told_rewards import told_reward

from goodword import ids
from goodword.bus import Said
from goodword.database import Database
from goodword.events import Envelope, RewardEarned
from goodword.observability import Watch
from goodword.outbound import open_client
from goodword.testing.events import deliver
from goodword.testing.jobs import run_due
from referral_api.main import HANDLERS, sending_kinds
from referral_api.routes.tools import Tools
from referral_api.use_cases.endpoints.sending import Meters, Sending

Listen = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def tools(tools: Tools) -> Tools:
    """Receivers in tests are in a private network."""
    return replace(tools, private_endpoints=True)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with a_receiver() as made:
        yield made


@pytest.fixture
async def sending(tools: Tools, watch: Watch) -> AsyncIterator[Sending]:
    async with open_client(private=True) as http:
        yield Sending(tools.db, tools.sealer, http, Meters(watch.registry))


@pytest.fixture
def listen(house: House, receiver: Receiver) -> Listen:
    """Has the house told of what happens: `await listen(event_types=["sale_closed"])`."""

    async def listening(**body: Any) -> dict[str, Any]:
        wanted = {"url": receiver.url, "name": "Warehouse", **body}
        made = await house.post("/v1/webhook_endpoints", wanted)
        assert made.status_code == 201, made.text
        found: dict[str, Any] = made.json()
        return found

    return listening


@dataclass(frozen=True, slots=True)
class Office:
    """Where things happen to a house, and are told."""

    house: House
    db: Database
    sending: Sending

    async def happens(self, house: House | None = None) -> Envelope[Any]:
        """A reward is earned, which rewards-worker says."""
        earned = told_reward(house or self.house, RewardEarned, 1)
        [envelope] = await deliver(self.db, HANDLERS, [Said(earned, 1)])
        return envelope

    async def send(self) -> int:
        """Send all that is due; how many attempts at jobs."""
        return await run_due(self.db, sending_kinds(self.sending))

    async def send_later(self) -> int:
        """Send what waits for its next try, as if its time had come."""
        await self.change("update job set run_at = now() where state = 'ready'")
        return await self.send()

    async def change(self, statement: str) -> None:
        async with self.db.begin([self.house.business_id]) as session:
            await session.execute(text(statement))

    async def dispatches(self, endpoint: dict[str, Any], **filters: Any) -> list[dict[str, Any]]:
        path = f"/v1/webhook_endpoints/{endpoint['id']}/dispatches"
        listed: list[dict[str, Any]] = (await self.house.get(path, **filters)).json()["data"]
        return listed

    async def attempts(self, endpoint: dict[str, Any]) -> list[dict[str, Any]]:
        path = f"/v1/webhook_endpoints/{endpoint['id']}/attempts"
        listed: list[dict[str, Any]] = (await self.house.get(path, order="asc")).json()["data"]
        return listed

    async def shown(self, endpoint: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = (
            await self.house.get(f"/v1/webhook_endpoints/{endpoint['id']}")
        ).json()
        return found


@pytest.fixture
def office(house: House, referral_db: Database, sending: Sending) -> Office:
    return Office(house, referral_db, sending)


def shown_id(envelope: Envelope[Any]) -> str:
    return ids.show("evt", envelope.id)

"""All three services on one database, in one process, step by step: nothing happens meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from cryptography.fernet import Fernet
from tests.fixtures.database import Databases
from tests.referral_api.shopify import headers, raw
from tests.rewards_worker.providers.conftest import Sandbox, running

from goodword.database import Database
from goodword.observability import Watch
from goodword.testing.events import pump
from goodword.testing.jobs import run_due
from notifier import main as notifier
from notifier.settings import NotifierSettings
from notifier.use_cases.messages.mailroom import Mailroom
from referral_api import main as referral_api
from referral_api.routes.app import create_app
from referral_api.routes.tools import Tools
from referral_api.settings import ReferralApiSettings
from referral_api.sources import SOURCES
from referral_api.use_cases.businesses.create_api_key import NewKey, create_api_key
from referral_api.use_cases.businesses.create_business import create_business
from referral_api.use_cases.deliveries.apply_deliveries import apply_deliveries
from referral_api.use_cases.erasure.sweep_erasures import sweep_erasures
from rewards_worker import main as rewards_worker
from rewards_worker.settings import RewardsWorkerSettings
from rewards_worker.use_cases.payouts.desk import Desk

URL = "https://goodword.example"
MAX_ROUNDS = 50


@dataclass
class Steps:
    """A test business, its API as `http`, and everything that follows when `settle` is called."""

    databases: Databases
    tools: Tools
    desk: Desk
    mailroom: Mailroom
    http: httpx.AsyncClient
    folder: Path
    dbs: dict[str, Database]

    async def post(self, path: str, body: Any = None, **more: Any) -> dict[str, Any]:
        answer = await self.http.post(path, json={} if body is None else body, **more)
        assert answer.status_code in (200, 201, 202), answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def get(self, path: str) -> dict[str, Any]:
        found: dict[str, Any] = (await self.http.get(path)).json()
        return found

    async def hear(self, connection: dict[str, Any], body: Any, **label: str) -> None:
        """A webhook of a Shopify shop."""
        sent = body if isinstance(body, bytes) else raw(body)
        given = headers(connection["secret"], sent, **label)
        answer = await self.http.post(f"/webhooks/{connection['id']}", content=sent, headers=given)
        assert answer.status_code == 202, answer.text

    async def settle(self) -> None:
        """Until nobody has anything to do any more."""
        keys = {"hasher": self.tools.hasher, "sealer": self.tools.sealer}
        for _ in range(MAX_ROUNDS):
            done = await apply_deliveries(self.dbs["referral"], sources=SOURCES, **keys)
            done += await sweep_erasures(self.dbs["referral"], eraser=self.tools.eraser)
            done += await pump(self.dbs["referral"], referral_api.handlers(URL))
            done += await pump(self.dbs["rewards"], rewards_worker.handlers(self.desk))
            done += await run_due(self.dbs["rewards"], rewards_worker.job_kinds(self.desk))
            done += await pump(self.dbs["notifier"], notifier.handlers(self.mailroom))
            done += await run_due(self.dbs["notifier"], notifier.job_kinds(self.mailroom))
            if not done:
                return
        raise AssertionError("it never comes to rest")


@asynccontextmanager
async def stepping(databases: Databases, folder: Path) -> AsyncIterator[Steps]:
    """The services, a business in test mode, and a sandbox that pays."""
    dbs = {schema: databases.database(schema) for schema in ("referral", "rewards", "notifier")}
    async with running() as sandbox, httpx.AsyncClient() as outside:
        tools, desk, mailroom = _made(databases, dbs, folder, sandbox, outside)
        async with dbs["referral"].begin() as session:
            row = await create_business(_BUSINESS, session=session)
            _, token = await create_api_key(row.business_id, NewKey("tests"), session=session)
        http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=create_app(tools)),
            base_url=URL,
            headers={"Authorization": f"Bearer {token}"},
        )
        stop = asyncio.Event()
        writing = asyncio.create_task(tools.intake.writer.run(stop))
        try:
            yield Steps(databases, tools, desk, mailroom, http, folder, dbs)
        finally:
            stop.set()
            await writing
            await http.aclose()
            for db in dbs.values():
                await db.close()


_BUSINESS = {
    "name": "Blue Door",
    "mode": "test",
    "time_zone": "UTC",
    "locale": "en",
    "currency": "USD",
    "industry": "retail",
    "parameters": {"mail_hours": {"opens": "00:00", "closes": "24:00"}},
    "metadata": {},
}


def _made(
    databases: Databases,
    dbs: dict[str, Database],
    folder: Path,
    sandbox: Sandbox,
    outside: httpx.AsyncClient,
) -> tuple[Tools, Desk, Mailroom]:
    known: dict[str, Any] = {
        "secret_keys": Fernet.generate_key().decode(),
        "hash_key": "h" * 32,
        "public_url": URL,
        "referral_database_url": databases.url("referral"),
        "rewards_database_url": databases.url("rewards"),
        "notifier_database_url": databases.url("notifier"),
        "sandbox_url": sandbox.base_url,
        "mail_target": str(folder),
    }

    def settings(kind: Any) -> Any:
        return kind(**{name: value for name, value in known.items() if name in kind.model_fields})

    referral, rewards = settings(ReferralApiSettings), settings(RewardsWorkerSettings)
    return (
        referral_api.make_tools(referral, dbs["referral"], Watch("referral-api")),
        rewards_worker.open_desk(
            rewards, dbs["rewards"], Watch("rewards-worker"), outside=outside, own=outside
        ),
        notifier.open_mailroom(settings(NotifierSettings), dbs["notifier"]),
    )

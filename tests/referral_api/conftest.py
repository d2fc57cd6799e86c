"""The API as its callers meet it: the whole app, on a real database, without a network."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest
from cryptography.fernet import Fernet
from fastapi import FastAPI
from pydantic import SecretStr
from tests.referral_api.shop import Shop

from goodword.database import Database
from goodword.observability import Watch
from goodword.seal import Hasher, Sealer, Signer
from referral_api.domain.businesses.rates import Rates
from referral_api.routes.app import create_app
from referral_api.routes.tools import Tools
from referral_api.sources import SOURCES
from referral_api.use_cases.businesses.create_api_key import NewKey, create_api_key
from referral_api.use_cases.businesses.create_business import create_business
from referral_api.use_cases.deliveries.intake import Intake
from referral_api.use_cases.erasure.tools import Eraser

PUBLIC_URL = "https://goodword.example"
OPERATOR_TOKEN = "the operator's token, long enough to be one"
HASH_KEY = "a hash key that is long enough to be one"


@dataclass(frozen=True, slots=True)
class House:
    """A business with a client that holds a key of all scopes."""

    business_id: UUID
    slug: str
    http: httpx.AsyncClient

    async def post(self, path: str, body: Any = None, **more: Any) -> httpx.Response:
        return await self.http.post(path, json={} if body is None else body, **more)

    async def get(self, path: str, **params: Any) -> httpx.Response:
        return await self.http.get(path, params=params)

    async def patch(self, path: str, body: Any, **more: Any) -> httpx.Response:
        return await self.http.patch(path, json=body, **more)


OpenHouse = Callable[..., Awaitable[House]]


@pytest.fixture
def watch() -> Watch:
    return Watch("referral-api")


@pytest.fixture
def tools(referral_db: Database, watch: Watch) -> Tools:
    sealer = Sealer([Fernet.generate_key().decode()])
    return Tools(
        db=referral_db,
        signer=Signer(HASH_KEY),
        hasher=Hasher(HASH_KEY),
        sealer=sealer,
        eraser=Eraser(Hasher(HASH_KEY), sealer, PUBLIC_URL),
        intake=Intake.of(referral_db, (Hasher(HASH_KEY), sealer), SOURCES, {}, watch.registry),
        public_url=PUBLIC_URL,
        operator_token=SecretStr(OPERATOR_TOKEN),
        key_rates=Rates(per_s=10_000, burst=10_000),
        link_rates=Rates(per_s=10_000, burst=10_000),
    )


@pytest.fixture
def app(tools: Tools) -> FastAPI:
    return create_app(tools)


@pytest.fixture
def operator() -> dict[str, str]:
    """The headers of the platform."""
    return {"Authorization": f"Bearer {OPERATOR_TOKEN}"}


@pytest.fixture
async def visitor(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody without a key."""
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL) as client:
        yield client


@pytest.fixture
async def open_house(app: FastAPI, referral_db: Database) -> AsyncIterator[OpenHouse]:
    """Opens a business and a client for it: `await open_house(mode="live", slug="blue-door")`."""
    clients = []

    async def open_one(**values: Any) -> House:
        given = {"name": "Blue Door", "mode": "test", "time_zone": "UTC", "locale": "en"}
        given |= {"currency": "USD", "parameters": {}, "metadata": {}, "industry": "retail"}
        async with referral_db.begin() as session:
            row = await create_business(given | values, session=session)
            _, token = await create_api_key(row.business_id, NewKey("tests"), session=session)
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app),
            base_url=PUBLIC_URL,
            headers={"Authorization": f"Bearer {token}"},
        )
        clients.append(client)
        return House(row.business_id, row.slug, client)

    yield open_one
    for client in clients:
        await client.aclose()


@pytest.fixture
async def house(open_house: OpenHouse) -> House:
    return await open_house()


@pytest.fixture
async def hearing(tools: Tools) -> AsyncIterator[None]:
    """Webhooks are taken in; nobody applies them but the test."""
    stop = asyncio.Event()
    writing = asyncio.create_task(tools.intake.writer.run(stop))
    await asyncio.sleep(0)
    yield
    stop.set()
    await writing


@pytest.fixture
async def shop(
    house: House, visitor: httpx.AsyncClient, referral_db: Database, tools: Tools, hearing: None
) -> Shop:
    """A shop of the house."""
    made = await house.post("/v1/connections", {"source": "shopify", "name": "Web shop"})
    return Shop(visitor, referral_db, made.json(), tools.hasher, tools.sealer)

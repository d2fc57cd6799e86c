"""Providers are called outside, whatever their names lead to."""

import asyncio
from uuid import uuid4

import httpx
import pytest
from cryptography.fernet import Fernet
from tests.rewards_worker.providers.conftest import Sandbox

from goodword.errors import TransientError
from goodword.setups import TremendousSetUp
from rewards_worker.main import open_outside
from rewards_worker.ports import Means, OpenedFor
from rewards_worker.providers.tremendous.client import TremendousProvider
from rewards_worker.providers.tremendous.opening import TremendousOpener
from rewards_worker.settings import RewardsWorkerSettings

FORM = TremendousSetUp.model_validate({"api_key": "TEST_0123456789", "campaign_id": "IVM0I3WNJJL0"})


def outside(**more: bool) -> httpx.AsyncClient:
    settings = RewardsWorkerSettings(
        rewards_database_url="postgresql://nobody@127.0.0.1/none",
        secret_keys=Fernet.generate_key().decode(),
        hash_key="h" * 32,
        **more,
    )
    return open_outside(settings)


def provider(url: str, client: httpx.AsyncClient) -> TremendousProvider:
    means = Means(client=client, db=None, code_key=b"")  # type: ignore[arg-type]  # it needs none
    return TremendousOpener({"production": url})(OpenedFor(uuid4(), FORM), means)


async def test_a_provider_whose_name_leads_into_our_network_is_not_called(order, key) -> None:
    called = asyncio.Event()

    async def listen(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        called.set()
        writer.close()

    async with await asyncio.start_server(listen, "127.0.0.1", 0) as listening, outside() as client:
        url = f"http://localhost:{listening.sockets[0].getsockname()[1]}"
        there = provider(url, client)

        # A TransientError means that nothing of it has left, so the gift is tried again later.
        with pytest.raises(TransientError, match="private network"):
            await there.submit(there.compose(order), key)

    assert not called.is_set()


async def test_an_operator_may_say_that_providers_are_within(sandbox: Sandbox) -> None:
    async with outside(private_providers=True) as client:
        answer = await client.get(f"{sandbox.base_url}/orders")

    assert answer.status_code == 401

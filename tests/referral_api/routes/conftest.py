"""What tests of several routes ask for."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from tests.fixtures.database import Databases
from tests.referral_api.conftest import OpenHouse
from tests.referral_api.neighbours import Neighbours, neighbours

from goodword.database import Database
from goodword.process import serve_http


@pytest.fixture
async def two(
    open_house: OpenHouse,
    app: FastAPI,
    referral_db: Database,
    databases: Databases,
    hearing: None,
) -> Neighbours:
    """Two businesses with the same external ids."""
    return await neighbours(open_house, app, referral_db, databases)


@pytest.fixture
async def address(app: FastAPI) -> AsyncIterator[str]:
    """Where the app answers over real HTTP."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    stop = asyncio.Event()
    serving = asyncio.create_task(serve_http(app, host="127.0.0.1", port=port, stop=stop))
    yield f"http://127.0.0.1:{port}"
    stop.set()
    await serving

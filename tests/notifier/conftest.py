"""A world to tell facts to, with a real mail server that gets what comes of them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from tests.notifier.channels.conftest import listening, misbehaving
from tests.notifier.post import Gate, a_mailroom
from tests.notifier.world import World

from goodword.database import Database


@pytest.fixture
async def world(notifier_db: Database, databases: Any, tmp_path: Path) -> AsyncIterator[World]:
    async with listening(Gate()) as inbox:
        assert isinstance(inbox, Gate)
        url = f"smtp://127.0.0.1:{inbox.port}"
        mailroom = a_mailroom(notifier_db, url, str(tmp_path / "mail"))
        yield World(notifier_db, databases.admin_url, inbox, mailroom)


__all__ = ["misbehaving"]

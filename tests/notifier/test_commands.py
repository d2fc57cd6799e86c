"""The notifier's own commands, as whoever operates it types them."""

import asyncio
import os
import sys
from pathlib import Path

import pytest
from tests.notifier.post import HASH_KEY, LINK, SECRET_KEY
from tests.notifier.world import World

from goodword import ids

GOODWORD = str(Path(sys.executable).with_name("goodword"))


async def goodword(world: World, *words: str) -> tuple[int | None, str, str]:
    process = await asyncio.create_subprocess_exec(
        GOODWORD,
        *words,
        env={
            "PATH": os.environ["PATH"],
            "GOODWORD_NOTIFIER_DATABASE_URL": world.db.url,
            "GOODWORD_HASH_KEY": HASH_KEY,
            "GOODWORD_SECRET_KEYS": SECRET_KEY,
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, error = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode, out.decode(), error.decode()


async def test_a_message_is_shown_with_its_words(world: World) -> None:
    await world.open()
    await world.send()

    code, out, _ = await goodword(world, "messages", "show", await world.message_id())

    assert code == 0
    assert "To        Ana Ruiz <ana@example.com>" in out
    assert LINK in out


@pytest.mark.parametrize("wrong", ["nonsense", ids.show("per", ids.new())])
async def test_what_is_no_message_id_is_said_in_one_sentence(world: World, wrong: str) -> None:
    code, out, error = await goodword(world, "messages", "show", wrong)

    assert (code, out) == (1, "")
    assert error == f"goodword: {wrong} is not an id of the form msg_….\n"

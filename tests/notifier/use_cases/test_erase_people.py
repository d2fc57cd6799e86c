"""Somebody is erased: no letter goes out to them any more, and no words of the old ones stay."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.notifier.world import World

from goodword import ids
from goodword.bus import Said
from goodword.errors import TransientError
from goodword.events import PersonErased
from goodword.testing.jobs import run_due
from notifier.channels.console import ConsoleChannel
from notifier.main import job_kinds
from notifier.use_cases.messages.claim_message import claim_message
from notifier.use_cases.messages.forget_messages import forget_messages

FORGET = "forget_post"


def erased(world: World, **changes: Any) -> Said:
    version = world._next(world.ana)
    about = {"business_id": world.business_id, "person_id": world.ana, "version": version}
    return Said(PersonErased(**about, **changes), version)


async def forget_post(world: World) -> int:
    return await run_due(world.db, {FORGET: job_kinds(world.mailroom)[FORGET]})


async def messages(world: World) -> list[tuple[Any, ...]]:
    rows = await world.rows("select state, reason, facts, content from message order by id")
    return [tuple(row) for row in rows]


async def test_the_copy_keeps_only_ids_and_what_we_count(world: World) -> None:
    await world.begin()

    await world.tell(erased(world))

    [row] = await world.rows("select * from person")
    kept = {name for name, value in row.items() if value is not None}
    assert kept == {"business_id", "person_id", "version", "message_seq", "message_last_tx"}


async def test_an_older_change_that_comes_late_brings_nothing_back(world: World) -> None:
    late = world.person(world.ana, "Ana")

    await world.tell(erased(world))
    await world.tell(late)

    [row] = await world.rows("select name, email from person")
    assert tuple(row) == (None, None)


async def test_a_queued_letter_is_cancelled_and_that_is_said(world: World) -> None:
    await world.open()

    await world.tell(erased(world))
    await world.send()

    assert await messages(world) == [("failed", "erased", None, None)]
    assert world.mails() == []
    [told] = await world.told()
    assert (told.name, told.reason, told.final) == ("message-failed", "erased", True)


async def test_a_letter_that_somebody_is_sending_is_unconfirmed_for_ever(world: World) -> None:
    """It may have left a moment ago: only that is certain, and it is not sent again."""
    await world.open()
    id_ = ids.read("msg", await world.message_id())
    assert await claim_message(world.business_id, id_, mailroom=world.mailroom)

    await world.tell(erased(world))
    await world.send()

    assert await messages(world) == [("unconfirmed", "erased", None, None)]
    assert world.mails() == []


async def test_letters_that_were_sent_lose_their_words_and_stay_sent(world: World) -> None:
    await world.open()
    await world.send()

    await world.tell(erased(world))

    assert await messages(world) == [("sent", None, None, None)]


async def test_the_files_of_the_console_are_removed(world: World, tmp_path: Path) -> None:
    world.mailroom = console(world, tmp_path)
    await world.open()
    await world.send()
    other = tmp_path / "msg_other@harbor.example.eml"
    other.write_text("to somebody else")
    assert len(list(tmp_path.iterdir())) == 2

    await world.tell(erased(world))
    assert await forget_post(world) == 1

    assert list(tmp_path.iterdir()) == [other]


async def test_a_file_that_is_being_written_is_removed_once_nobody_writes(
    world: World, tmp_path: Path
) -> None:
    world.mailroom = console(world, tmp_path)
    await world.open()
    id_ = ids.read("msg", await world.message_id())
    claimed = await claim_message(world.business_id, id_, mailroom=world.mailroom)
    assert claimed

    await world.tell(erased(world))
    assert await forget_post(world) == 0
    await claimed.channel.send(claimed.mail)
    await world.execute(f"update job set run_at = now() where kind = '{FORGET}'")
    assert await forget_post(world) == 1

    assert list(tmp_path.iterdir()) == []


async def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "msg_1@harbor.example.eml").mkdir()

    with pytest.raises(TransientError, match="cannot be removed"):
        await ConsoleChannel(tmp_path).forget("msg_1@harbor.example")


async def test_files_are_forgotten_with_the_words(world: World, tmp_path: Path) -> None:
    world.mailroom = console(world, tmp_path)
    await world.open()
    await world.send()
    [kept] = tmp_path.iterdir()

    await forget_messages(world.mailroom, keep_days=1)
    assert kept.exists()

    age(kept, timedelta(days=1, minutes=1))
    await forget_messages(world.mailroom, keep_days=1)
    assert not kept.exists()


async def test_somebody_whom_nobody_knew_yet_is_waited_for_no_longer(world: World) -> None:
    await world.tell(world.business())
    await world.tell(erased(world))

    await world.tell(world.issued())
    await world.send()

    [(state, reason, *_)] = await messages(world)
    assert (state, reason) == ("failed", "no_address")


def console(world: World, folder: Path) -> Any:
    return replace(world.mailroom, live_channel=ConsoleChannel(folder))


def age(path: Path, by: timedelta) -> None:
    old = path.stat().st_mtime - by.total_seconds()
    os.utime(path, (old, old))

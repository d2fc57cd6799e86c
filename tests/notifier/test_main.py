"""The notifier as a whole, its loops running."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from tests.notifier.post import HASH_KEY, SECRET_KEY, WAIT_S
from tests.notifier.world import World

from goodword import ids
from goodword.bus import Said, say
from goodword.jobs import Runner
from goodword.observability import Watch
from goodword.settings import load
from notifier.main import SERVICE, job_kinds, open_mailroom, serve
from notifier.settings import NotifierSettings


@asynccontextmanager
async def running(main: Callable[[asyncio.Event], Awaitable[None]]) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.ensure_future(main(stop))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(task, WAIT_S)


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(WAIT_S * 2):
        while not await condition():  # noqa: ASYNC110  # it is the database that knows
            await asyncio.sleep(0.05)


async def test_two_runners_share_the_messages_and_send_each_once(world: World) -> None:
    await world.begin()
    people = [ids.new() for _ in range(12)]
    for number, person in enumerate(people):
        await world.tell(world.person(person, f"p{number}"))
        await world.tell(world.issued(beneficiary_id=person))

    async def all_told() -> bool:
        return len(await world.told()) == len(people)

    kinds = job_kinds(world.mailroom)
    async with (
        running(Runner(world.db, kinds, Watch(SERVICE)).run),
        running(Runner(world.db, kinds, Watch(SERVICE)).run),
    ):
        await until(all_told)

    assert sorted(mail["To"].addresses[0].username for mail in world.mails()) == sorted(
        f"p{number}" for number in range(12)
    )
    assert await world.failures() == []


async def test_a_lost_answer_is_repeated_by_the_runner(
    world: World, misbehaving: Callable[..., Any]
) -> None:
    await world.open()
    server = await misbehaving(CONTENT="drop")
    settings = a_settings(world, mail_target=server.url)
    mailroom = open_mailroom(settings, world.db)
    object.__setattr__(mailroom, "repeat_after_s", 0.1)

    async def told() -> bool:
        return len(await world.told()) == 1

    async with running(Runner(world.db, job_kinds(mailroom), Watch(SERVICE)).run):
        await until(told)

    assert await world.failures() == ["unconfirmed"]
    assert len([said for said in server.said if "Message-ID" in said]) == 2
    assert [
        row["state"] for row in await world.rows("select state from job where kind = 'send'")
    ] == ["done"]


async def test_the_service_turns_facts_on_the_log_into_mail(world: World) -> None:
    """The reward is on the log before the person is: it waits, and is woken."""
    settings = a_settings(world, mail_target=f"smtp://127.0.0.1:{world.inbox.port}")
    watch = Watch(SERVICE)

    async def told() -> bool:
        return len(await world.told()) == 1

    async with running(lambda stop: serve(settings, stop=stop, watch=watch)):
        await on_the_log(world, world.issued(), world.business())
        await on_the_log(world, world.person(world.ana, "Ana"))
        await until(told)

    assert len(world.mails()) == 1
    assert await world.failures() == []


async def test_mail_of_a_test_business_is_kept_in_its_folder_while_that_of_others_goes_by_smtp(
    world: World, tmp_path: Path
) -> None:
    await world.tell(world.business(mode="test"), world.person(world.ana, "Ana"), world.issued())
    target = f"smtp://127.0.0.1:{world.inbox.port}"
    settings = a_settings(world, mail_target=target, mail_test_folder=str(tmp_path))

    mailroom = open_mailroom(settings, world.db)
    await world.send(live_channel=mailroom.live_channel, test_channel=mailroom.test_channel)

    assert world.mails() == []
    [kept] = tmp_path.glob("*.eml")
    assert b"ana@example.com" in kept.read_bytes()


async def on_the_log(world: World, *facts: Said) -> None:
    async with world.db.begin([world.business_id]) as session:
        await say(session, list(facts))


def a_settings(world: World, **changes: Any) -> NotifierSettings:
    ordinary = {
        "notifier_database_url": SecretStr(world.db.url),
        "mail_channel": "smtp",
        "public_url": "https://api.example",
        "hash_key": SecretStr(HASH_KEY),
        "secret_keys": (SecretStr(SECRET_KEY),),
    }
    return load(NotifierSettings, **ordinary | changes)

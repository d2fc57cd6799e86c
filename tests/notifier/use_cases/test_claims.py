"""Workers that die, freeze and race: a claim is one worker's, and only for a time."""

import asyncio
from typing import Any

import pytest
from tests.notifier.post import WAIT_S
from tests.notifier.world import World

from goodword.errors import TransientError
from notifier.domain.message import Outcome
from notifier.use_cases.messages.claim_message import claim_message
from notifier.use_cases.messages.close_message import Answer, close_message
from notifier.use_cases.messages.send_message import send_message


async def test_a_worker_that_dies_after_handing_over_is_followed_by_one_repeat(
    world: World,
) -> None:
    await world.open()
    claimed = await claim_message(world.business_id, await an_id(world), mailroom=world.mailroom)
    assert claimed is not None
    await claimed.channel.send(claimed.mail)  # and here it dies

    await world.expire_lease()
    await world.send()
    await world.send()

    first, second = world.inbox.envelopes
    assert first.content == second.content
    assert await world.state() == "sent"
    assert len(await world.told()) == 1


async def test_two_workers_that_die_leave_it_unconfirmed(world: World) -> None:
    await world.open()
    id_ = await an_id(world)
    for _ in range(2):
        assert await claim_message(world.business_id, id_, mailroom=world.mailroom)
        await world.expire_lease()

    assert await world.send() is None

    assert world.mails() == []
    assert await world.failures() == ["unconfirmed"]


async def test_two_workers_at_once_send_once(world: World) -> None:
    await world.open()
    job = await world.job()
    world.inbox.opened.clear()

    first = asyncio.create_task(send_message(job, mailroom=world.mailroom))
    await asyncio.wait_for(world.inbox.reached.wait(), WAIT_S)
    with pytest.raises(TransientError, match="somebody is sending it"):
        await send_message(job, mailroom=world.mailroom)
    world.inbox.opened.set()
    await first

    assert len(world.mails()) == 1
    assert len(await world.told()) == 1


async def test_two_claims_in_the_same_moment_are_one(world: World) -> None:
    await world.open()
    job = await world.job()

    done = await asyncio.gather(
        *(send_message(job, mailroom=world.mailroom) for _ in range(8)), return_exceptions=True
    )

    assert [each for each in done if each and not isinstance(each, TransientError)] == []
    assert len(world.mails()) == 1
    assert len(await world.told()) == 1


async def test_a_zombie_cannot_undo_what_a_later_claim_did(world: World) -> None:
    await world.open()
    id_ = await an_id(world)
    zombie = await claim_message(world.business_id, id_, mailroom=world.mailroom)
    assert zombie is not None
    await world.expire_lease()
    later = await claim_message(world.business_id, id_, mailroom=world.mailroom)
    assert later is not None

    refused = Answer(
        turn=zombie.turn, channel="smtp", outcome=Outcome.REFUSED, reason="mail_refused"
    )
    await close_message(world.business_id, id_, refused, mailroom=world.mailroom)

    assert await world.state() == "sending"
    assert await world.told() == []
    taken = Answer(turn=later.turn, channel="smtp", outcome=Outcome.TAKEN)
    await close_message(world.business_id, id_, taken, mailroom=world.mailroom)
    assert await world.state() == "sent"
    assert len(await world.told()) == 1


async def test_a_zombie_that_wakes_after_the_end_says_nothing_more(world: World) -> None:
    await world.open()
    job = await world.job()
    world.inbox.opened.clear()
    zombie = asyncio.create_task(send_message(job, mailroom=world.mailroom))
    await asyncio.wait_for(world.inbox.reached.wait(), WAIT_S)

    await world.expire_lease()
    world.inbox.reached.clear()
    later = asyncio.create_task(send_message(job, mailroom=world.mailroom))
    await asyncio.wait_for(world.inbox.reached.wait(), WAIT_S)
    world.inbox.opened.set()
    await asyncio.gather(zombie, later)

    assert {mail["Message-ID"] for mail in world.mails()} == {
        f"<{await world.message_id()}@harbor.example>"
    }
    assert len(world.mails()) == 2
    assert len(await world.told()) == 1


async def an_id(world: World) -> Any:
    return (await world.rows("select id from message"))[0]["id"]

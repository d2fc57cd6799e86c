"""A message is sent once, or repeated once where its answer was lost, whatever happens."""

import asyncio
from collections.abc import Callable
from typing import Any

from tests.notifier.channels.conftest import DROP
from tests.notifier.post import WAIT_S
from tests.notifier.world import World

from goodword.events import MessageSent
from notifier.channels import CHANNELS
from notifier.use_cases.messages.send_message import send_message


async def test_whoever_opted_out_before_the_claim_is_not_written_to(world: World) -> None:
    await world.open()
    job = await world.job()  # the runner has it; now they opt out
    await world.tell(world.suppressed("Ana@Example.com "))

    await send_message(job, mailroom=world.mailroom)

    assert world.mails() == []
    assert await world.state() == "suppressed"
    assert await world.failures() == ["suppressed"]


async def test_whoever_opted_out_between_two_tries_is_not_written_to(world: World) -> None:
    await world.open()
    world.inbox.refuse["RCPT"] = "451 4.7.1 greylisted"
    await world.send()

    world.inbox.refuse["RCPT"] = ""
    await world.tell(world.suppressed("ana@example.com"))
    await world.send()

    assert world.mails() == []
    assert await world.failures() == ["suppressed"]


async def test_whoever_opted_out_after_a_lost_answer_gets_no_repeat(
    world: World, misbehaving: Callable[..., Any]
) -> None:
    await world.open()
    server = await misbehaving(CONTENT=DROP)
    await world.send(live_channel=CHANNELS["smtp"](server.url))

    await world.tell(world.suppressed("ana@example.com"))
    await world.send()

    assert world.mails() == []
    assert await world.failures() == ["unconfirmed"]


async def test_a_suppression_of_another_address_or_channel_keeps_nothing_back(world: World) -> None:
    await world.open()
    other = world.suppressed("ben@example.com")
    sms = world.suppressed("ana@example.com", channel="sms")
    marketing = world.suppressed("ana@example.com", scope="marketing")
    await world.tell(other, sms, marketing)

    await world.send()

    assert len(world.mails()) == 1


async def test_a_lost_answer_is_repeated_once_with_the_same_bytes(
    world: World, misbehaving: Callable[..., Any]
) -> None:
    await world.open()
    server = await misbehaving(CONTENT=DROP)
    channel = CHANNELS["smtp"](server.url)

    first = await world.send(live_channel=channel)
    # What changes in between does not change the mail.
    await world.tell(world.person(world.ana, "Anna"), world.business(called="Another Name"))
    second = await world.send(live_channel=channel)
    third = await world.send(live_channel=channel)

    assert first is not None
    assert first.retry_after_s == world.mailroom.repeat_after_s
    assert (second, third) == (None, None)
    contents = [said for said in server.said if "Message-ID" in said]
    assert len(contents) == 2
    assert contents[0] == contents[1]
    assert f"Message-ID: <{await world.message_id()}@harbor.example>" in contents[0]
    assert await world.state() == "unconfirmed"
    assert await world.failures() == ["unconfirmed"]


async def test_a_repeat_that_is_taken_is_sent(
    world: World, misbehaving: Callable[..., Any]
) -> None:
    await world.open()
    server = await misbehaving(CONTENT=DROP)

    await world.send(live_channel=CHANNELS["smtp"](server.url))
    assert await world.state() == "unanswered"
    assert await world.told() == []
    await world.send()

    assert len(world.mails()) == 1
    assert [type(event) for event in await world.told()] == [MessageSent]


async def test_an_address_that_changes_before_anything_left_is_the_one_written_to(
    world: World,
) -> None:
    await world.open()
    world.inbox.refuse["RCPT"] = "451 4.7.1 greylisted"
    await world.send()

    world.inbox.refuse["RCPT"] = ""
    await world.tell(world.person(world.ana, "Ana", emails=("new@example.com",)))
    await world.send()

    assert [envelope.rcpt_tos for envelope in world.inbox.envelopes] == [["new@example.com"]]


async def test_facts_about_messages_are_counted_per_person(world: World) -> None:
    await world.begin()
    await world.tell(world.issued())
    await world.send()
    await world.execute("delete from message; delete from job")
    await world.tell(world.issued())
    await world.send()

    rows = await world.rows("select key, seq from bus.outbox where topic = 'messages' order by id")
    assert [row["seq"] for row in rows] == [1, 2]
    assert len({row["key"] for row in rows}) == 1


async def test_a_database_that_is_away_for_a_moment_costs_no_repeat(world: World) -> None:
    await world.open()
    job = await world.job()
    world.inbox.opened.clear()
    sending = asyncio.create_task(send_message(job, mailroom=world.mailroom))
    await asyncio.wait_for(world.inbox.reached.wait(), WAIT_S)

    await world.close_doors()
    world.inbox.opened.set()
    await asyncio.sleep(0.3)
    await world.open_doors()
    await sending

    assert await world.state() == "sent"
    assert len(world.mails()) == 1

"""What comes back after a letter was sent, and what is refused while it is."""

import pytest
from tests.notifier.world import World

from goodword import ids
from goodword.bus import Said
from goodword.events import ChannelReport, ChannelReported, ContactSuppressed
from goodword.testing.events import events_of


def report(world: World, message_id: str, what: str, status: str | None = None) -> Said:
    about = {"message_id": ids.read("msg", message_id), "what": what, "status": status}
    return Said(
        ChannelReported(
            business_id=world.business_id,
            delivery_id=ids.new(),
            channel="email",
            reports=(ChannelReport(**about),),
        ),
        1,
    )


async def suppressed(world: World) -> list[tuple[str, str, str]]:
    """Address hash, scope and reason of what was said."""
    return [
        (envelope.event.address_hash, envelope.event.scope, envelope.event.reason)
        for envelope in await events_of(world.db)
        if isinstance(envelope.event, ContactSuppressed)
    ]


def ana(world: World) -> str:
    return world.mailroom.hasher.address(world.business_id, "email", "ana@example.com")


async def test_a_bounce_fails_the_message_and_suppresses_its_address_once(world: World) -> None:
    await world.open()
    await world.send()
    bounce = report(world, await world.message_id(), "bounced", "5.1.1")

    await world.tell(bounce)
    await world.tell(report(world, await world.message_id(), "bounced", "5.1.1"))

    sent, failed = await world.told()
    assert (failed.kind, failed.reason, failed.status, failed.final) == (
        sent.kind,
        "bounced",
        "5.1.1",
        True,
    )
    assert await suppressed(world) == [(ana(world), "all", "bounced")]
    assert await world.state() == "failed"


async def test_nobody_writes_again_to_an_address_that_bounced(world: World) -> None:
    await world.open()
    await world.send()
    await world.tell(report(world, await world.message_id(), "bounced", "5.1.1"))
    await world.execute("delete from message")

    await world.tell(world.issued())
    await world.send()

    assert len(world.mails()) == 1
    assert await world.failures() == ["bounced", "suppressed"]


@pytest.mark.parametrize("status", [None, "5.2.2", "5.7.1", "4.4.7", "5.3.4"])
async def test_a_bounce_that_is_not_the_addresss_fault_suppresses_nothing(
    world: World, status: str | None
) -> None:
    await world.open()
    await world.send()

    await world.tell(report(world, await world.message_id(), "bounced", status))

    assert await world.failures() == ["bounced"]
    assert await suppressed(world) == []


async def test_a_complaint_suppresses_the_address_and_the_message_stays_sent(world: World) -> None:
    await world.open()
    await world.send()

    await world.tell(report(world, await world.message_id(), "complained"))

    assert await world.state() == "sent"
    assert await suppressed(world) == [(ana(world), "all", "complained")]


async def test_a_report_on_somebody_elses_message_changes_nothing(world: World) -> None:
    await world.open()
    await world.send()
    message_id = await world.message_id()
    world.business_id = ids.new()
    await world.begin()

    await world.tell(report(world, message_id, "bounced", "5.1.1"))
    await world.tell(report(world, ids.show("msg", ids.new()), "complained"))

    assert await world.state() == "sent"
    assert await suppressed(world) == []


async def test_a_bounce_of_what_never_left_is_no_news(world: World) -> None:
    await world.open()

    await world.tell(report(world, await world.message_id(), "bounced", "5.2.2"))

    assert await world.state() == "pending"
    assert await world.told() == []


async def test_an_address_that_the_server_knows_not_is_suppressed_at_once(world: World) -> None:
    await world.open()
    world.inbox.refuse["RCPT"] = "550 5.1.1 <ana@example.com>: no such user"

    assert await world.send() is None

    [failed] = await world.told()
    assert (failed.reason, failed.status) == ("recipient_refused", "5.1.1")
    assert await suppressed(world) == [(ana(world), "all", "bounced")]


@pytest.mark.parametrize(
    ("step", "answer", "status"),
    [
        ("RCPT", "550 5.7.1 not from you", "5.7.1"),
        ("RCPT", "550 no such user", None),
        ("RCPT", "550 4.1.1 muddled", None),
        ("DATA", "554 5.1.1 too late to say so", "5.1.1"),
    ],
)
async def test_other_refusals_fail_the_message_and_spare_the_address(
    world: World, step: str, answer: str, status: str | None
) -> None:
    await world.open()
    world.inbox.refuse[step] = answer

    assert await world.send() is None

    [failed] = await world.told()
    assert failed.status == status
    assert await suppressed(world) == []


async def test_a_server_that_asks_to_come_later_is_come_back_to(world: World) -> None:
    await world.open()
    world.inbox.refuse["RCPT"] = "451 4.7.1 greylisted"

    assert await world.send() is not None
    world.inbox.refuse.clear()
    assert await world.send() is None

    assert await world.state() == "sent"
    assert await suppressed(world) == []

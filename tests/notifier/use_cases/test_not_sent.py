"""A message that cannot be sent is a fact that is told."""

import pytest
from tests.notifier.post import LINK
from tests.notifier.world import World

from goodword import ids
from goodword.events import MessageFailed


async def test_a_person_without_an_address_is_a_failure_that_is_told(world: World) -> None:
    [envelope] = await world.open()
    await world.tell(world.person(world.ana, "Ana", emails=()))

    assert await world.send() is None

    assert world.mails() == []
    assert await world.told() == [
        MessageFailed(
            business_id=world.business_id,
            message_id=ids.read("msg", await world.message_id()),
            person_id=world.ana,
            kind="reward_thank_you",
            cause=envelope.id,
            channel=None,
            reason="no_address",
            final=True,
        )
    ]


async def test_a_gift_that_no_key_of_ours_opens_is_a_failure_that_is_told(world: World) -> None:
    handover = {"by": "us", "provider": "sandbox", "provider_ref": "O-1", "sealed": "gAAAAA"}
    await world.open(handover=handover)

    assert await world.send() is None

    assert world.mails() == []
    assert await world.failures() == ["sealed_unreadable"]


async def test_a_refused_address_is_a_failure_that_is_told(world: World) -> None:
    await world.open()
    world.inbox.refuse["RCPT"] = "550 5.1.1 no such user"

    assert await world.send() is None

    assert await world.failures() == ["recipient_refused"]
    assert await world.state() == "failed"


async def test_a_mail_server_that_cannot_now_is_tried_again(world: World) -> None:
    await world.open()
    world.inbox.refuse["RCPT"] = "451 4.7.1 greylisted"
    assert await world.send() is not None
    assert await world.state() == "pending"

    world.inbox.refuse["RCPT"] = ""
    assert await world.send() is None

    assert len(world.mails()) == 1
    assert await world.failures() == []


async def test_a_mail_server_that_takes_nothing_for_three_days_is_given_up(world: World) -> None:
    await world.open()
    world.inbox.refuse["RCPT"] = "451 4.7.1 greylisted"
    await world.execute("update message set created_at = now() - interval '3 days'")

    assert await world.send() is None

    assert await world.failures() == ["channel_unavailable"]


async def test_no_log_line_holds_an_address_a_name_or_a_gift(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    await world.open()
    world.inbox.refuse["RCPT"] = "451 4.7.1 <ana@example.com> is greylisted"
    await world.send()
    world.inbox.refuse["RCPT"] = "550 5.1.1 <ana@example.com> is unknown"
    await world.send()

    logged = "".join(capsys.readouterr())
    assert "mail cannot leave now" in logged
    assert "mail refused" in logged
    assert not [word for word in ("ana@example.com", "Ana Ruiz", LINK) if word in logged]

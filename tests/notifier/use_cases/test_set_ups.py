"""A business's own mail server: applied, used, tried on request."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.notifier.channels.conftest import listening
from tests.notifier.post import SEALER, Gate
from tests.notifier.world import World

from goodword.bus import Said
from goodword.events import SettingsChanged, SettingsChecked, SettingsTestRequested
from goodword.ids import new, show
from goodword.jobs import Job
from goodword.setups import SmtpSetUp
from goodword.testing.events import events_of
from notifier.channels.mail_server import MailServer
from notifier.channels.smtp import SmtpChannel
from notifier.use_cases.set_ups.try_set_up import try_set_up

BODY = {"host": "smtp.harbor.example", "bounces_to": "bounces@harbor.example"}
USER = {"username": "harbor"}


def settings(world: World, version: int = 1, **more: Any) -> Said:
    ordinary = {"kind": "channel-smtp", "body": BODY}
    changed = SettingsChanged(business_id=world.business_id, version=version, **ordinary | more)
    return Said(changed, version)


def own(world: World, port: int) -> list[SmtpSetUp]:
    """The forms with which the business's own server was opened; it listens at `port`."""
    opened: list[SmtpSetUp] = []

    def open_server(form: SmtpSetUp) -> SmtpChannel:
        opened.append(form)
        return SmtpChannel(MailServer(host="127.0.0.1", port=port), timeout_s=5)

    world.mailroom = replace(world.mailroom, open_server=open_server)
    return opened


async def checks(world: World) -> list[tuple[int, bool, bool]]:
    return [
        (each.event.version, each.event.ok, each.event.tested)
        for each in await events_of(world.db)
        if isinstance(each.event, SettingsChecked)
    ]


async def test_letters_leave_by_the_businesss_own_server(world: World) -> None:
    async with listening(Gate()) as server:
        opened = own(world, server.port)
        await world.begin()
        await world.tell(
            settings(world, body=BODY | USER, sealed=SEALER.seal('{"password": "pw"}'))
        )
        await world.tell(world.issued())

        assert await world.send() is None

        [envelope] = server.envelopes
    assert world.mails() == []
    assert envelope.mail_from == f"bounces+{await world.message_id()}@harbor.example"
    assert b'From: "Harbor & Pine" <hello@harbor.example>' in (envelope.content or b"")
    [form] = opened
    assert (form.host, form.port, form.security, form.username) == (
        "smtp.harbor.example",
        587,
        "starttls",
        "harbor",
    )
    assert form.secrets == {"password": "pw"}
    assert await checks(world) == [(1, True, False)]


async def test_a_test_business_never_uses_it(world: World) -> None:
    opened = own(world, 1)
    await world.begin(mode="test")
    await world.tell(settings(world))
    await world.tell(world.issued())

    assert await world.send() is None

    [told] = await world.told()
    assert told.channel == "console"
    assert opened == []


async def test_without_its_own_server_or_after_it_was_taken_away_all_share_one(
    world: World,
) -> None:
    own(world, 1)
    await world.begin()
    await world.tell(settings(world))
    await world.tell(settings(world, 2, body=None))
    await world.tell(world.issued())

    assert await world.send() is None

    assert len(world.mails()) == 1


async def test_letters_wait_where_its_secrets_cannot_be_opened(world: World) -> None:
    await world.begin()
    await world.tell(settings(world, body=BODY | USER, sealed="of another key"))
    await world.tell(world.issued())

    assert await world.send() is not None

    assert await checks(world) == [(1, False, False)]
    assert await world.state() == "pending"
    assert world.mails() == []


@pytest.mark.parametrize("answers", [True, False])
async def test_a_test_says_whether_the_server_answers(world: World, answers: bool) -> None:
    async with listening(Gate()) as server:
        own(world, server.port if answers else 1)
        await world.begin()
        await world.tell(settings(world))
        requested = SettingsTestRequested(
            business_id=world.business_id,
            kind="channel-smtp",
            version=1,
            actor=show("key", new()),
        )

        await world.tell(Said(requested, 1))
        await try_set_up(await job(world), mailroom=world.mailroom)

    assert await checks(world) == [(1, True, False), (1, answers, True)]
    assert server.envelopes == []


async def test_settings_of_providers_are_somebody_elses(world: World) -> None:
    await world.begin()

    await world.tell(settings(world, kind="provider-manual", body={}))

    assert await checks(world) == []


async def job(world: World) -> Job:
    [row] = await world.rows("select * from job where kind = 'test_set_up'")
    kept = ("id", "business_id", "kind", "dedupe_key", "attempts", "max_attempts", "run_at")
    return Job(**{name: row[name] for name in kept}, payload=json.loads(row["payload"]))

"""Somebody must do something: a letter to whoever it is, else to the business, once."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.notifier.post import body, who
from tests.notifier.use_cases.test_hours import MORNING, NIGHT, at, ready
from tests.notifier.world import World

from goodword import ids
from goodword.bus import Said
from goodword.events import Addresses, PersonErased, TaskClosed, TaskGift, TaskOpened
from goodword.jobs import Job
from goodword.money import Money
from goodword.testing.events import deliver
from notifier.main import handlers
from notifier.use_cases.messages.send_message import send_message

CONTACT = Addresses(from_email="hello@harbor.example", contact_email="owner@harbor.example")
TASK = ids.new()
REWARD = ids.show("rwd", ids.new())
DUE = datetime(2031, 6, 3, 16, 30, tzinfo=UTC)


def opened(world: World, **changes: Any) -> Said:
    ordinary: dict[str, Any] = {
        "task_id": TASK,
        "kind": "hand_over_reward",
        "opener": "rewards-worker",
        "subjects": (REWARD, ids.show("per", world.ana)),
        "due_at": DUE,
        "proof": "reference",
    }
    return Said(TaskOpened(business_id=world.business_id, **ordinary | changes), 1)


def closed(world: World, outcome: str) -> Said:
    return Said(TaskClosed(business_id=world.business_id, task_id=TASK, outcome=outcome), 2)


async def test_a_rep_is_told_what_to_do_until_when_and_where(world: World) -> None:
    await world.begin(addresses=CONTACT)
    rita = ids.new()
    await world.tell(world.person(rita, "Rita", locale="de", time_zone="Europe/Berlin"))
    gift = TaskGift(kind="cash", amount=Money(minor=1250, currency="EUR"))
    await world.tell(opened(world, assignee_id=rita, people=2, gift=gift))

    await world.send()

    [mail] = world.mails()
    assert who(mail["To"])[1] == "rita@example.com"
    assert mail["Subject"] == "Eine Aufgabe von Harbor & Pine"
    for part in (body(mail, "plain"), body(mail, "html")):
        assert "Hallo Rita" in part
        assert "Übergeben Sie die Prämie" in part
        assert "Dienstag, 3. Juni 2031, 18:30 (Europe/Berlin)" in part
        assert f"POST /v1/tasks/{ids.show('tsk', TASK)}/done" in part
        assert REWARD in part
        assert "Geldbetrag, 12,50\u00a0€" in part
        assert ids.show("per", world.ana) in part
        assert "Nummer" in part
        assert "Zwei Personen" in part
        assert "Ana" not in part
    [told] = await world.told()
    assert (told.name, told.kind, told.person_id) == ("message-sent", "task", rita)
    assert told.object_id == ids.show("tsk", TASK)


async def test_a_task_of_nobody_is_told_to_the_business(world: World) -> None:
    await world.begin(addresses=CONTACT, time_zone="America/New_York")
    await world.tell(opened(world))

    await world.send()

    [mail] = world.mails()
    assert mail["To"] == "owner@harbor.example"
    assert mail["Subject"] == "Something to do for Harbor & Pine"
    assert "12:30\u202fPM (America/New_York)" in body(mail, "plain")
    assert "Ana" not in body(mail, "plain")
    [told] = await world.told()
    assert (told.name, told.person_id) == ("message-sent", world.ana)


async def test_whoever_cannot_be_written_to_leaves_it_to_the_business(world: World) -> None:
    await world.begin(addresses=CONTACT)
    rita = ids.new()
    await world.tell(world.person(rita, "Rita", emails=()))
    await world.tell(opened(world, assignee_id=rita))

    await world.send()

    [mail] = world.mails()
    assert mail["To"] == "owner@harbor.example"
    assert "Rita" not in body(mail, "plain")


async def test_a_task_about_nobody_is_mailed_too(world: World) -> None:
    await world.begin(addresses=CONTACT)
    asked_in = ids.show("dlv", ids.new())
    await world.tell(opened(world, kind="data_request", subjects=(asked_in,)))

    await world.send()

    [mail] = world.mails()
    assert mail["To"] == "owner@harbor.example"
    assert await world.state() == "sent"
    assert await world.told() == []


async def test_a_business_that_named_no_address_is_said_to_have_none(world: World) -> None:
    await world.begin()
    await world.tell(opened(world))

    await world.send()

    assert world.mails() == []
    assert await world.failures() == ["no_contact_address"]


@pytest.mark.parametrize("subjects", ["about Ana", "about nobody"])
async def test_a_task_is_mailed_once_however_often_it_comes(world: World, subjects: str) -> None:
    await world.begin(addresses=CONTACT)
    about = {} if subjects == "about Ana" else {"subjects": ()}
    [envelope] = await world.tell(opened(world, **about))
    await world.send()
    await world.execute("truncate inbox")

    await world.tell(envelope)
    await world.tell(opened(world, **about))

    assert len(await world.rows("select 1 from message")) == 1
    assert len(world.mails()) == 1


@pytest.mark.parametrize("subjects", ["about Ana", "about nobody"])
async def test_a_letter_that_failed_is_not_tried_again_by_the_same_event(
    world: World, subjects: str
) -> None:
    await world.begin()
    [envelope] = await world.tell(
        opened(world, **({} if subjects == "about Ana" else {"subjects": ()}))
    )
    await world.send()
    await world.execute("truncate inbox")

    await world.tell(envelope)

    assert len(await world.rows("select 1 from message")) == 1
    assert await world.state() == "failed"


@pytest.mark.parametrize("outcome", ["cancelled", "done"])
async def test_what_needs_nobody_any_more_is_not_mailed(world: World, outcome: str) -> None:
    await world.begin(addresses=CONTACT)
    await world.tell(opened(world))
    await world.tell(closed(world, outcome))

    await world.send()

    assert world.mails() == []
    assert await world.failures() == [f"task_{outcome}"]


async def test_what_is_overdue_is_mailed_all_the_same(world: World) -> None:
    await world.begin(addresses=CONTACT)
    await world.tell(opened(world))
    await world.tell(closed(world, "overdue"))

    await world.send()

    assert len(world.mails()) == 1


async def test_a_task_that_ends_after_its_letter_changes_nothing(world: World) -> None:
    await world.begin(addresses=CONTACT)
    await world.tell(opened(world))
    await world.send()

    await world.tell(closed(world, "cancelled"))

    assert await world.state() == "sent"
    assert [told.name for told in await world.told()] == ["message-sent"]


async def test_the_end_of_one_task_leaves_the_letter_of_another(world: World) -> None:
    await world.begin(addresses=CONTACT)
    other = ids.new()
    await world.tell(opened(world))
    await world.tell(opened(world, task_id=other))

    await world.tell(closed(world, "cancelled"))

    states = await world.rows("select object_id, state from message order by id")
    assert [(row["object_id"], row["state"]) for row in states] == [
        (ids.show("tsk", TASK), "failed"),
        (ids.show("tsk", other), "pending"),
    ]


async def test_a_letter_in_the_hands_of_a_sender_is_theirs(world: World) -> None:
    await world.begin(addresses=CONTACT)
    await world.tell(opened(world))
    await world.execute(
        "update message set state = 'sending', turn = 1, lease_until = now() + interval '50 s'"
    )

    await world.tell(closed(world, "cancelled"))

    assert await world.state() == "sending"
    assert await world.told() == []


async def test_a_task_at_night_waits_for_the_morning_of_whoever_reads_it(world: World) -> None:
    await world.begin(mode="test", addresses=CONTACT)
    await at(world, NIGHT, addresses=CONTACT, time_zone="Europe/Berlin")
    await world.tell(opened(world))

    await world.send()

    assert await world.state() == "pending"
    assert abs((await ready(world))[-1]["due"] - MORNING) < timedelta(seconds=2)


async def test_a_letter_that_waits_for_the_morning_is_called_off_as_well(world: World) -> None:
    await world.begin(mode="test", addresses=CONTACT)
    await at(world, NIGHT, addresses=CONTACT, time_zone="Europe/Berlin")
    await world.tell(opened(world))
    await world.send()
    await world.tell(closed(world, "done"))

    await at(world, MORNING + timedelta(minutes=1), addresses=CONTACT, time_zone="Europe/Berlin")
    for job in await jobs(world):
        await send_message(job, mailroom=world.mailroom)

    assert await world.failures() == ["task_done"]
    assert await world.state() == "failed"


async def test_a_task_for_somebody_unknown_waits_for_them(world: World) -> None:
    await world.tell(world.business(addresses=CONTACT))
    rita = ids.new()
    await deliver(world.db, handlers(world.mailroom), [opened(world, assignee_id=rita)])

    assert await world.waits() == [f"person:{ids.show('per', rita)}"]
    assert await world.rows("select 1 from message") == []


async def test_nothing_personal_of_a_task_is_kept(world: World) -> None:
    await world.begin(addresses=CONTACT)
    await world.tell(opened(world))

    [row] = await world.rows("select facts from message")
    assert set(json.loads(row["facts"])) == {
        "assigned",
        "task",
        "task_kind",
        "subjects",
        "due_at",
        "proof",
        "people",
    }


async def test_a_letter_to_somebody_erased_is_not_sent(world: World) -> None:
    await world.begin(addresses=CONTACT)
    rita = ids.new()
    await world.tell(world.person(rita, "Rita"))
    await world.tell(opened(world, assignee_id=rita))
    erased = PersonErased(business_id=world.business_id, person_id=rita, version=9)
    await world.tell(Said(erased, 9))

    await world.send()

    assert world.mails() == []
    assert await world.failures() == ["erased"]


async def jobs(world: World) -> list[Job]:
    kept = ("id", "business_id", "kind", "dedupe_key", "attempts", "max_attempts", "run_at")
    rows = await world.rows(
        "select * from job where state = 'ready' and kind = 'send' order by run_at"
    )
    return [
        Job(**{name: row[name] for name in kept}, payload=json.loads(row["payload"]))
        for row in rows
    ]

"""R-ASK-05: check-ins that are logged end their task, and plan the next; who introduced somebody is
looked in on, too."""

import asyncio
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.notifier.asks.care import bought, ends, tasks
from tests.notifier.asks.clients import Asking, somebody_waits
from tests.notifier.asks.sales import referred, sold

from goodword import ids
from goodword.bus import Said
from goodword.events import CheckInDue
from goodword.jobs import Job
from notifier.use_cases.asks.remind_of_check_ins import remind_of_check_ins


@pytest.mark.parametrize("kind", ["check_in_with_confirmed_satisfaction", "checking_in"])
async def test_r_ask_05_a_check_in_that_is_logged_ends_its_task_and_plans_the_next(
    asking: Asking, kind: str
) -> None:
    await asking.begin()
    await asking.tell(asking.delivered())
    await asking.at(datetime(2031, 10, 2, 9, 0, 5, tzinfo=UTC))
    assert len(await tasks(asking, "check_in")) == 1
    contact = asking.valued(kind=kind, counts=kind != "checking_in")

    await asking.tell(contact, contact)
    await asking.at(datetime(2032, 2, 2, 8, 59, 0, tzinfo=UTC))

    assert await ends(asking) == [("done", "contact_logged", contact.event.subject)]
    assert [one.due_on for one in await asking.said(CheckInDue)] == [date(2031, 10, 2)]
    await asking.at(datetime(2032, 2, 2, 9, 0, 5, tzinfo=UTC))
    dates = [(one.due_on, one.overdue) for one in await asking.said(CheckInDue)]
    assert dates == [(date(2031, 10, 2), False), (date(2032, 2, 2), False)]


async def test_a_check_in_that_is_logged_while_its_task_is_being_opened_ends_it(
    asking: Asking,
) -> None:
    """The contact comes in before the task is there for all to see, and waits for it."""
    await asking.begin()
    await asking.tell(asking.delivered())
    await asking.set_clock(asking.now + timedelta(days=125))
    [row] = await asking.world.rows(
        "select * from job where kind = 'check_in_due' and not (payload ->> 'overdue')::bool"
        " order by run_at desc limit 1"
    )
    kept = ("id", "business_id", "kind", "dedupe_key", "attempts", "max_attempts", "run_at")
    job = Job(**{name: row[name] for name in kept}, payload=json.loads(row["payload"]))

    async with asking.world.db.begin([job.business_id]) as first:
        await remind_of_check_ins([job], session=first)
        second = asyncio.create_task(asking.world.tell(asking.checked_in()))
        await somebody_waits(asking)
    await second

    assert [outcome for outcome, _, _ in await ends(asking)] == ["done"]


async def test_r_ask_05_a_task_ends_though_the_months_between_check_ins_changed(
    asking: Asking,
) -> None:
    await asking.begin()
    await asking.tell(asking.delivered())
    await asking.later(days=125)
    assert len(await tasks(asking, "check_in")) == 1
    asking.business["parameters"]["asking"] = {"check_in_months": 6}
    await asking.set_clock(asking.now)

    await asking.tell(asking.checked_in())

    assert [outcome for outcome, _, _ in await ends(asking)] == ["done"]


async def test_r_ask_05_a_check_in_of_whoever_was_merged_ends_the_task_of_who_stands_for_them(
    asking: Asking,
) -> None:
    await asking.begin()
    await asking.tell(asking.delivered())
    await asking.later(days=125)
    anna = ids.new()
    await asking.tell(asking.world.person(anna, "Anna", roles=("client",)))
    await asking.change(merged_into=anna)

    await asking.tell(asking.checked_in())

    assert [outcome for outcome, _, _ in await ends(asking)] == ["done"]


async def test_r_ask_05_a_check_in_that_was_missed_is_overdue_once_and_still_ends(
    asking: Asking,
) -> None:
    await asking.begin()
    await asking.tell(asking.delivered())
    await asking.at(datetime(2031, 12, 2, 9, 0, 5, tzinfo=UTC))

    await asking.tell(asking.checked_in())

    assert [outcome for outcome, _, _ in await ends(asking)] == ["overdue", "done"]


async def test_r_ask_05_who_introduced_somebody_is_looked_in_on_four_months_after_the_sale(
    asking: Asking,
) -> None:
    """31 October and four months are 29 February; nothing was ever delivered to Ana herself."""
    asking.now = datetime(2031, 10, 31, 15, tzinfo=UTC)
    await bought(asking)
    referral = referred(asking.world.ana)
    buyer = ids.new()
    await asking.tell(asking.world.person(buyer, "Ben"))
    first = sold(asking, referral, client_id=buyer)
    await asking.tell(Said(first, 1))
    await asking.later(days=30)
    await asking.tell(Said(sold(asking, referral, client_id=buyer, number=2), 1))
    await asking.at(datetime(2032, 2, 29, 8, 58, tzinfo=UTC))
    assert await asking.said(CheckInDue) == []

    await asking.at(datetime(2032, 2, 29, 9, 0, 5, tzinfo=UTC))
    await asking.later(days=40)

    [due] = await asking.said(CheckInDue)
    assert (due.person_id, due.due_on) == (asking.world.ana, date(2032, 2, 29))
    assert len(await tasks(asking, "check_in")) == 1


async def test_a_sale_that_a_link_brought_plans_no_check_in(asking: Asking) -> None:
    await bought(asking)
    link = referred(asking.world.ana, referral_class="passive_lead", match="link")
    await asking.tell(Said(sold(asking, link), 1))

    await asking.later(days=200)

    assert await asking.said(CheckInDue) == []

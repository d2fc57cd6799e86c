"""How soon clients' questions are answered and settled (R-SLA-01, R-SLA-04), from nine to five."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.referral_api.conftest import House
from tests.referral_api.said import said
from tests.referral_api.stories import a_person

from goodword import ids
from goodword.database import Database
from goodword.events import TaskClosed, TaskOpened

BEN = {"email": "ben@example.com"}
MONDAY = datetime(2026, 6, 1, 10, tzinfo=UTC)
FRIDAY = datetime(2026, 6, 5, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)
ANSWER, PLAN = "answer_question", "plan_answer"


@pytest.fixture
async def office(open_house) -> House:
    """A test business in UTC, on whose clock it is past that week."""
    return await open_house(mode="test", time_zone="UTC")


async def asked(house: House, at: datetime = MONDAY, **more: Any) -> dict[str, Any]:
    body = {"person_ref": BEN, "kind": "question", "opened_at": at.isoformat(), **more}
    answer = await house.post("/v1/issues", body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def replied(house: House, issue: dict[str, Any], at: datetime, **more: Any) -> dict[str, Any]:
    body = {"replied_at": at.isoformat(), **more}
    answer = await house.post(f"/v1/issues/{issue['id']}/reply", body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def clock(issue: dict[str, Any], what: str) -> tuple[int | None, int | None]:
    return issue[f"{what}_s"], issue[f"{what}_working_s"]


async def tasks(db: Database) -> list[tuple[str, datetime | None, str | None]]:
    """The tasks that were opened: kind, when they are due, and how they ended."""
    ends = {one.task_id: one.outcome for one in await said(db, TaskClosed)}
    return [(one.kind, one.due_at, ends.get(one.task_id)) for one in await said(db, TaskOpened)]


@pytest.mark.parametrize(
    ("at", "due"),
    [(MONDAY, MONDAY + 4 * HOUR), (FRIDAY, datetime(2026, 6, 8, 11, tzinfo=UTC))],
)
async def test_r_sla_01_a_question_is_answered_within_four_hours_of_work(
    office, referral_db, at, due
):
    await asked(office, at)

    assert await tasks(referral_db) == [(ANSWER, due, None)]


async def test_r_sla_01_it_is_the_clients_own_rep_who_answers(office, referral_db):
    rep = await a_person(office, "rae@example.com")
    await a_person(office, BEN["email"], rep_id=rep["id"])

    await asked(office)

    [opened] = await said(referral_db, TaskOpened)
    assert opened.assignee_id == ids.read("per", rep["id"])


async def test_r_sla_01_what_was_only_answered_is_settled_or_planned_within_a_day_of_work(
    office, referral_db
):
    issue = await asked(office, FRIDAY)

    after = await replied(office, issue, FRIDAY + HOUR)

    assert clock(after, "reply") == (3600, 3600)
    assert clock(after, "settled") == (None, None)
    [answer, plan] = await tasks(referral_db)
    assert (answer[0], answer[2]) == (ANSWER, "done")
    assert plan == (PLAN, datetime(2026, 6, 8, 15, tzinfo=UTC), None)


async def test_r_sla_01_a_plan_or_what_they_asked_for_ends_it(office, referral_db):
    planned, given = await asked(office), await asked(office)

    first = await replied(office, planned, MONDAY + 2 * HOUR, has_plan=True)
    path = f"/v1/issues/{given['id']}/resolve"
    second = await office.post(path, {"resolved_at": (MONDAY + 24 * HOUR).isoformat()})

    assert clock(first, "settled") == clock(first, "reply") == (7200, 7200)
    assert clock(second.json(), "settled") == (24 * 3600, 8 * 3600)
    assert [(kind, end) for kind, _, end in await tasks(referral_db)] == [(ANSWER, "done")] * 2


async def test_r_sla_04_the_first_answer_counts_and_an_automatic_one_does_not(office, referral_db):
    issue = await asked(office)

    automatic = await replied(office, issue, MONDAY, automatic=True)
    waiting = await tasks(referral_db)
    first = await replied(office, issue, MONDAY + HOUR)
    second = await replied(office, issue, MONDAY + 5 * HOUR)

    assert clock(automatic, "reply") == (None, None)
    assert waiting == [(ANSWER, MONDAY + 4 * HOUR, None)]
    assert clock(first, "reply") == clock(second, "reply") == (3600, 3600)


async def test_r_sla_04_what_was_measured_outlives_a_new_version_of_the_issue(office, referral_db):
    named = {"source": "desk", "external_id": "7"}
    issue = await asked(office, **named)
    await replied(office, issue, MONDAY + HOUR)

    body = {"person_ref": BEN, "kind": "question", "opened_at": MONDAY.isoformat(), **named}
    later = await office.post("/v1/issues", body | {"resolved_at": (MONDAY + 3 * HOUR).isoformat()})

    assert later.status_code == 200, later.text
    assert clock(later.json(), "reply") == (3600, 3600)
    assert clock(later.json(), "settled") == (3 * 3600, 3 * 3600)
    assert [(kind, end) for kind, _, end in await tasks(referral_db)] == [
        (ANSWER, "done"),
        (PLAN, "done"),
    ]


async def test_r_sla_01_what_is_no_question_is_measured_and_asks_for_no_answer(office, referral_db):
    issue = await asked(office, kind="billing")

    after = await replied(office, issue, MONDAY + HOUR)

    assert clock(after, "reply") == (3600, 3600)
    assert await tasks(referral_db) == []


async def test_r_sla_01_a_business_sets_its_own_hours(office, referral_db):
    service = {"opens": "08:00", "closes": "12:00", "answer_hours": 6}
    answer = await office.patch("/v1/business", {"parameters": {"service": service}})
    assert answer.status_code == 200, answer.text

    await asked(office, MONDAY)

    assert await tasks(referral_db) == [(ANSWER, datetime(2026, 6, 2, 12, tzinfo=UTC), None)]


async def test_a_reply_lies_between_the_question_and_now(office):
    issue = await asked(office)

    for at in (MONDAY - HOUR, datetime(2200, 1, 1, tzinfo=UTC)):
        path = f"/v1/issues/{issue['id']}/reply"
        answer = await office.post(path, {"replied_at": at.isoformat()})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/replied_at")

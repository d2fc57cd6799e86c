"""Whoever did a check-in says so once: what the client said is kept as a contact (R-ASK-05)."""

from typing import Any

import pytest
from tests.referral_api.conftest import House
from tests.referral_api.said import said
from tests.referral_api.stories import a_person
from tests.referral_api.tasks import a_task

from goodword import ids
from goodword.database import Database
from goodword.events import IssueOpened, TaskDone, ValueContactLogged

SAID = "The fence stands well, they say."


async def a_check_in(house: House, db: Database, person: str, **fields: Any) -> str:
    ordinary = {"kind": "check_in", "opener": "notifier", "proof": "text", "subjects": (person,)}
    return await a_task(house, db, **ordinary | fields)


async def done(house: House, task: str, **body: Any) -> Any:
    return await house.post(f"/v1/tasks/{task}/done", body)


@pytest.mark.parametrize(
    ("outcome", "kind", "counts"),
    [
        ("pleased", "check_in_with_confirmed_satisfaction", True),
        ("not_pleased", "checking_in", False),
    ],
)
async def test_what_a_client_said_is_a_contact_with_them(
    house: House, referral_db: Database, outcome: str, kind: str, counts: bool
):
    rita = (await a_person(house, "rita@example.com"))["id"]
    ana = (await a_person(house))["id"]
    task = await a_check_in(house, referral_db, ana, assignee_id=ids.read("per", rita))

    answer = await done(house, task, outcome=outcome, proof=SAID)

    assert answer.status_code == 202, answer.text
    [contact] = (await house.get("/v1/value_contacts", person_id=ana)).json()["data"]
    assert (contact["kind"], contact["value"], contact["rep_id"]) == (kind, SAID, rita)
    [logged] = await said(referral_db, ValueContactLogged)
    assert (ids.show("per", logged.person_id), logged.kind, logged.counts) == (ana, kind, counts)
    [told] = await said(referral_db, TaskDone)
    assert told.outcome == outcome
    issues = (await house.get("/v1/issues", person_id=ana)).json()["data"]
    assert [each["kind"] for each in issues] == ([] if counts else ["complaint"])
    assert len(await said(referral_db, IssueOpened)) == len(issues)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"proof": SAID}, "outcome_needed"),
        ({"proof": SAID, "outcome": "issued"}, "outcome_needed"),
        ({"outcome": "pleased"}, "proof_needed"),
    ],
)
async def test_nothing_is_kept_of_a_check_in_of_which_nobody_says_what_was_found(
    house: House, referral_db: Database, body: dict[str, str], code: str
):
    ana = (await a_person(house))["id"]
    task = await a_check_in(house, referral_db, ana)

    answer = await done(house, task, **body)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert await said(referral_db, ValueContactLogged) == []


async def test_a_check_in_is_done_once(house: House, referral_db: Database):
    ana = (await a_person(house))["id"]
    task = await a_check_in(house, referral_db, ana)

    answers = [await done(house, task, outcome="pleased", proof=SAID) for _ in range(2)]

    assert [each.status_code for each in answers] == [202, 409]
    assert len(await said(referral_db, ValueContactLogged)) == 1


async def test_of_who_was_merged_it_is_told_of_who_stands_for_them(
    house: House, referral_db: Database
):
    ana, anna = (await a_person(house))["id"], (await a_person(house, "anna@example.com"))["id"]
    task = await a_check_in(house, referral_db, ana)
    await house.post(f"/v1/people/{ana}/merge", {"into": anna})

    await done(house, task, outcome="pleased", proof=SAID)

    [logged] = await said(referral_db, ValueContactLogged)
    assert ids.show("per", logged.person_id) == anna


async def test_of_who_was_erased_nothing_is_kept_and_the_task_is_done(
    house: House, referral_db: Database
):
    ana = (await a_person(house))["id"]
    task = await a_check_in(house, referral_db, ana)
    assert (await house.post(f"/v1/people/{ana}/erase")).is_success

    answer = await done(house, task, outcome="not_pleased", proof=SAID)

    assert answer.status_code == 202, answer.text
    for path in ("value_contacts", "issues"):
        assert (await house.get(f"/v1/{path}")).json()["data"] == []

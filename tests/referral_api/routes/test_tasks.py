"""Tasks over HTTP: seen, done with proof, by two where it takes two."""

import pytest
from tests.fixtures.database import Databases
from tests.referral_api.conftest import House, OpenHouse
from tests.referral_api.routes.businesses.test_set_ups import everything
from tests.referral_api.said import said
from tests.referral_api.tasks import REWARD, a_task

from goodword import ids
from goodword.bus import Said
from goodword.database import Database
from goodword.events import TaskClosed, TaskDone
from goodword.tasks import NewTask, cancel_tasks, open_tasks
from goodword.testing.events import deliver, pump
from referral_api.main import HANDLERS
from referral_api.routes.tools import Tools

CODE = "CARD-1234-HUNTER2"


async def closed(house: House, db: Database, task: str, outcome: str, seq: int = 2) -> None:
    told = TaskClosed(business_id=house.business_id, task_id=ids.read("tsk", task), outcome=outcome)
    await deliver(db, HANDLERS, [Said(told, seq)])


async def key_of(house: House, email: str | None) -> dict[str, str]:
    """The headers of a key that is theirs, or nobody's."""
    owner = {"owner_ref": {"email": email}} if email else {}
    made = await house.post("/v1/api_keys", {"name": "two", "scopes": ["read", "operate"]} | owner)
    assert made.status_code == 201, made.text
    return {"Authorization": f"Bearer {made.json()['key']}"}


async def person_of(house: House, email: str) -> str:
    return (await house.post("/v1/people", {"emails": [email]})).json()["id"]


async def test_a_task_is_shown_done_and_closed(house: House, referral_db: Database, tools: Tools):
    task = await a_task(house, referral_db)
    path = f"/v1/tasks/{task}"
    before = (await house.get(path)).json()
    assert (before["object"], before["status"], before["about"]) == ("task", "open", REWARD)
    assert (before["proof_wanted"], before["people"], before["done_by"]) == ("reference", 1, [])
    assert before["instructions"].startswith("Hand the reward over")

    answer = await house.post(f"{path}/done", {"proof": "receipt 7", "code": CODE})
    assert answer.status_code == 202, answer.text
    [told] = await said(referral_db, TaskDone)
    assert (told.subject, told.proof, told.actor[:4]) == (task, task, "key_")
    assert tools.sealer.open(told.sealed) == CODE
    assert answer.json()["status"] == "open"
    await closed(house, referral_db, task, "done")

    after = (await house.get(path)).json()
    assert (after["status"], after["proof"], after["done_by"]) == (
        "done",
        "receipt 7",
        [told.actor],
    )


async def test_neither_a_code_nor_a_proof_leaves_its_place(
    house: House, referral_db: Database, databases: Databases
):
    task = await a_task(house, referral_db)

    answers = [
        await house.post(f"/v1/tasks/{task}/done", {"proof": "the_proof_7", "code": CODE}),
        await house.get(f"/v1/tasks/{task}"),
        await house.get("/v1/events"),
    ]
    await pump(referral_db, HANDLERS)
    feed = (await house.get("/v1/events")).text

    assert not [one.text for one in answers if CODE in one.text]
    everywhere = await everything(databases.admin_url)
    assert CODE not in everywhere
    assert everywhere.count("the_proof_7") == 1
    assert "task_done" in feed
    assert "sealed" not in feed


async def test_a_proof_that_is_wanted_must_be_given(house: House, referral_db: Database):
    wanted = await a_task(house, referral_db)
    free = await a_task(house, referral_db, proof="none", kind="resolve_identifiers")

    without = await house.post(f"/v1/tasks/{wanted}/done")
    code = await house.post(f"/v1/tasks/{free}/done", {"code": CODE})
    done = await house.post(f"/v1/tasks/{free}/done")

    assert (without.status_code, without.json()["code"]) == (422, "proof_needed")
    assert [one["pointer"] for one in without.json()["errors"]] == ["/proof"]
    assert (code.status_code, code.json()["code"]) == (422, "code_not_wanted")
    assert done.status_code == 202
    assert len(await said(referral_db, TaskDone)) == 1


async def test_what_needs_nobody_any_more_is_refused(house: House, referral_db: Database):
    cancelled, finished = await a_task(house, referral_db), await a_task(house, referral_db)
    await closed(house, referral_db, cancelled, "cancelled")
    await house.post(f"/v1/tasks/{finished}/done", {"proof": "1"})

    again = await house.post(f"/v1/tasks/{finished}/done", {"proof": "1"})
    late = await house.post(f"/v1/tasks/{cancelled}/done", {"proof": "1"})

    assert [(one.status_code, one.json()["code"]) for one in (again, late)] == [
        (409, "illegal_transition")
    ] * 2
    assert (again.json()["current"], late.json()["current"]) == ("done", "cancelled")
    assert len(await said(referral_db, TaskDone)) == 1


async def test_the_same_request_twice_is_done_once(house: House, referral_db: Database):
    task = await a_task(house, referral_db)
    headers = {"Idempotency-Key": "once"}

    answers = [
        await house.post(f"/v1/tasks/{task}/done", {"proof": "1"}, headers=headers)
        for _ in range(2)
    ]

    assert [one.status_code for one in answers] == [202, 202]
    assert len(await said(referral_db, TaskDone)) == 1


async def test_four_eyes_are_two_people(house: House, referral_db: Database):
    task = await a_task(house, referral_db, people=2)
    path = f"/v1/tasks/{task}/done"
    eve, second = await key_of(house, "eve@shop.example"), await key_of(house, "max@shop.example")

    first = await house.post(path, {"proof": "receipt 7", "code": CODE}, headers=eve)
    alone = await house.post(path, {"proof": "receipt 7"}, headers=eve)
    other_code = await house.post(path, {"code": "MINE"}, headers=second)
    confirmed = await house.post(path, headers=second)
    third = await house.post(path, headers=await key_of(house, "zoe@shop.example"))

    assert [one.status_code for one in (first, confirmed)] == [202, 202]
    assert (alone.status_code, alone.json()["code"]) == (409, "second_person_needed")
    assert (other_code.status_code, other_code.json()["code"]) == (422, "code_not_wanted")
    assert (third.status_code, third.json()["code"]) == (409, "illegal_transition")
    told = await said(referral_db, TaskDone)
    assert [one.actor for one in told] == [
        await person_of(house, email) for email in ("eve@shop.example", "max@shop.example")
    ]


async def test_two_keys_of_one_person_are_one_pair_of_eyes(house: House, referral_db: Database):
    task = await a_task(house, referral_db, people=2)
    path = f"/v1/tasks/{task}/done"
    await house.post(path, {"proof": "1"}, headers=await key_of(house, "eve@shop.example"))

    again = await house.post(path, headers=await key_of(house, "EVE@shop.example"))

    assert (again.status_code, again.json()["code"]) == (409, "second_person_needed")
    assert len(await said(referral_db, TaskDone)) == 1


async def test_two_people_who_are_found_to_be_one_are_one_pair_of_eyes(
    house: House, referral_db: Database
):
    task = await a_task(house, referral_db, people=2)
    path = f"/v1/tasks/{task}/done"
    eve, other = await key_of(house, "eve@shop.example"), await key_of(house, "e@home.example")
    await house.post(path, {"proof": "1"}, headers=eve)
    into = await person_of(house, "e@home.example")
    merged = await house.post(
        f"/v1/people/{await person_of(house, 'eve@shop.example')}/merge", {"into": into}
    )
    assert merged.status_code == 200, merged.text

    again = [await house.post(path, headers=key) for key in (other, eve)]

    assert [one.json()["code"] for one in again] == ["second_person_needed"] * 2
    assert len(await said(referral_db, TaskDone)) == 1


async def test_a_key_of_nobody_we_know_counts_as_no_pair_of_eyes(
    house: House, referral_db: Database
):
    two, one = await a_task(house, referral_db, people=2), await a_task(house, referral_db)
    nobodys = await key_of(house, None)

    answers = [
        await house.post(f"/v1/tasks/{task}/done", {"proof": "1"}, headers=nobodys)
        for task in (two, one)
    ]

    assert [each.status_code for each in answers] == [403, 202]
    assert answers[0].json()["code"] == "owner_needed"
    assert "owner_ref" in answers[0].json()["detail"]
    assert len(await said(referral_db, TaskDone)) == 1


async def test_whose_a_key_is_stays(house: House, open_house: OpenHouse):
    made = await house.post(
        "/v1/api_keys",
        {"name": "eve", "scopes": ["read"], "owner_ref": {"email": "eve@shop.example"}},
    )
    other = await open_house()
    owner = made.json()["owner_id"]
    stolen = await other.post(
        "/v1/api_keys", {"name": "eve", "scopes": ["read"], "owner_ref": owner}
    )
    exported = (await house.get(f"/v1/people/{owner}/export")).json()

    assert owner == await person_of(house, "eve@shop.example")
    listed = (await house.get("/v1/api_keys")).json()["data"]
    assert [each["owner_id"] for each in listed] == [owner, None]
    assert stolen.status_code in (404, 422)
    assert [each["name"] for each in exported["api_keys"]] == ["eve"]


async def test_an_overdue_task_can_be_done(house: House, referral_db: Database):
    task = await a_task(house, referral_db)
    await closed(house, referral_db, task, "overdue")
    overdue = (await house.get(f"/v1/tasks/{task}")).json()["status"]

    await house.post(f"/v1/tasks/{task}/done", {"proof": "1"})
    await closed(house, referral_db, task, "done", seq=3)
    await closed(house, referral_db, task, "overdue", seq=4)

    assert overdue == "overdue"
    assert (await house.get(f"/v1/tasks/{task}")).json()["status"] == "done"


async def test_tasks_are_filtered_by_status_kind_and_what_they_are_about(
    house: House, referral_db: Database
):
    one = await a_task(house, referral_db)
    other = await a_task(house, referral_db, kind="data_request", subjects=())
    await closed(house, referral_db, other, "cancelled")

    async def found(**filters: str) -> list[str]:
        answer = await house.get("/v1/tasks", **filters)
        return [each["id"] for each in answer.json()["data"]]

    assert await found() == [other, one]
    assert await found(status="open") == [one]
    assert await found(kind="data_request") == [other]
    assert await found(about=REWARD) == [one]
    assert await found(about=REWARD, status="done") == []


async def test_a_task_of_another_business_is_not_there(
    open_house: OpenHouse, referral_db: Database
):
    one, other = await open_house(), await open_house(slug="green-door")
    task = await a_task(one, referral_db)

    answers = [
        await other.get(f"/v1/tasks/{task}"),
        await other.post(f"/v1/tasks/{task}/done", {"proof": "1"}),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert (await other.get("/v1/tasks")).json()["data"] == []
    assert await said(referral_db, TaskDone) == []


async def test_a_task_of_our_own_is_closed_once_it_is_done(house: House, referral_db: Database):
    new = NewTask(business_id=house.business_id, kind="resolve_identifiers", occasion="per_x")
    for _ in range(2):
        async with referral_db.begin([house.business_id]) as session:
            await open_tasks(session, [new, new])
    await pump(referral_db, HANDLERS)
    [task] = (await house.get("/v1/tasks")).json()["data"]
    assert (task["opener"], task["status"]) == ("referral-api", "open")

    await house.post(f"/v1/tasks/{task['id']}/done")
    await pump(referral_db, HANDLERS)

    assert (await house.get(f"/v1/tasks/{task['id']}")).json()["status"] == "done"
    async with referral_db.begin([house.business_id]) as session:
        assert await cancel_tasks(session, [new.key]) == []
    # Opened, done and closed are counted as one row of facts; `said` looks for gaps and repeats.
    assert [each.outcome for each in await said(referral_db, TaskClosed)] == ["done"]


async def test_a_proof_is_forgotten_with_the_person_it_is_about(
    house: House, referral_db: Database
):
    person = (await house.post("/v1/people", {"emails": ["ana@example.com"]})).json()["id"]
    task = await a_task(house, referral_db, subjects=(REWARD, person))
    other = await a_task(house, referral_db)
    for each in (task, other):
        await house.post(f"/v1/tasks/{each}/done", {"proof": "for Ana"})

    erased = await house.post(f"/v1/people/{person}/erase")

    assert erased.status_code == 202, erased.text
    assert (await house.get(f"/v1/tasks/{task}")).json()["proof"] is None
    assert (await house.get(f"/v1/tasks/{other}")).json()["proof"] == "for Ana"


@pytest.mark.parametrize("body", [{"proof": ""}, {"code": "two words"}, {"proof": "a\x00b"}])
async def test_what_cannot_be_kept_is_refused(house: House, referral_db: Database, body):
    task = await a_task(house, referral_db)

    assert (await house.post(f"/v1/tasks/{task}/done", body)).status_code == 422


async def test_what_became_of_a_payout_is_said_with_what_proves_it(
    house: House, referral_db: Database, tools: Tools
):
    task = await a_task(house, referral_db, kind="settle_payout", proof="none")
    path = f"/v1/tasks/{task}/done"

    wrong = [
        await house.post(path, body)
        for body in (
            {},
            {"outcome": "lost"},
            {"outcome": "issued"},
            {"outcome": "issued", "proof": "two\nlines"},
            {"outcome": "issued", "proof": "x" * 201},
        )
    ]
    done = await house.post(path, {"outcome": "issued", "proof": "ORDER-1"})

    found = [(one.status_code, one.json()["code"], one.json()["errors"][0]) for one in wrong]
    assert [(status, code, error["pointer"]) for status, code, error in found] == [
        (422, "outcome_needed", "/outcome"),
        (422, "outcome_needed", "/outcome"),
        (422, "proof_needed", "/proof"),
        (422, "proof_needed", "/proof"),
        (422, "proof_needed", "/proof"),
    ]
    assert done.status_code == 202, done.text
    [told] = await said(referral_db, TaskDone)
    assert told.outcome == "issued"
    assert tools.sealer.open(told.sealed) == "ORDER-1"


@pytest.mark.parametrize("outcome", ["refused", "ask_again"])
async def test_that_nothing_is_out_needs_no_proof(
    house: House, referral_db: Database, outcome: str
):
    task = await a_task(house, referral_db, kind="settle_payout", proof="none")

    done = await house.post(f"/v1/tasks/{task}/done", {"outcome": outcome, "proof": "looked"})

    assert done.status_code == 202, done.text
    [told] = await said(referral_db, TaskDone)
    assert (told.outcome, told.sealed) == (outcome, None)


async def test_where_nothing_was_to_be_found_out_nothing_is_taken(
    house: House, referral_db: Database
):
    task = await a_task(house, referral_db)

    answer = await house.post(f"/v1/tasks/{task}/done", {"proof": "1", "outcome": "issued"})

    assert (answer.status_code, answer.json()["code"]) == (422, "outcome_not_wanted")
    assert await said(referral_db, TaskDone) == []


async def test_who_settled_a_payout_at_the_command_line_is_shown(
    house: House, referral_db: Database
):
    task = await a_task(house, referral_db, kind="settle_payout", proof="none")
    told = TaskClosed(
        business_id=house.business_id,
        task_id=ids.read("tsk", task),
        outcome="done",
        reason="refused",
        actor="cli:rita",
    )

    for seq in (2, 3):
        await deliver(referral_db, HANDLERS, [Said(told, seq)])

    shown = (await house.get(f"/v1/tasks/{task}")).json()
    assert (shown["status"], shown["reason"], shown["done_by"]) == ("done", "refused", ["cli:rita"])

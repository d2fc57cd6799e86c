"""Events are sent again: one, a range, or all that did not come through; old ones are forgotten."""

import pytest
from sqlalchemy import text
from tests.referral_api.use_cases.endpoints.conftest import shown_id

from goodword import ids
from referral_api.use_cases.endpoints import replay_events
from referral_api.use_cases.endpoints.prune_dispatches import prune_dispatches
from referral_api.use_cases.erasure.sweep_erasures import sweep_erasures

BEGINNING = {"since": "2026-01-01T00:00:00Z"}


async def replay(house, endpoint, body):
    return await house.post(f"/v1/webhook_endpoints/{endpoint['id']}/replay", body)


async def test_one_event_is_sent_again_whatever_came_of_it(house, office, receiver, listen):
    endpoint = await listen(event_types=["reward_earned"])
    happened = await office.happens()
    await office.send()

    answer = await replay(house, endpoint, {"event_id": shown_id(happened)})
    await office.send()

    assert (answer.status_code, answer.json()["count"]) == (202, 1)
    first, again = receiver.told
    assert (first.id, first.body) == (again.id, again.body)
    [dispatch] = await office.dispatches(endpoint)
    assert (dispatch["status"], dispatch["attempts"]) == ("delivered", 1)
    assert len(await office.attempts(endpoint)) == 2


async def test_an_event_that_is_replayed_while_it_waits_is_not_sent_by_its_old_job_too(
    house, office, receiver, listen
):
    endpoint = await listen()
    receiver.will_answer(500)
    happened = await office.happens()
    await office.send()

    await replay(house, endpoint, {"event_id": shown_id(happened)})
    await office.send_later()

    assert len(receiver.told) == 2
    [dispatch] = await office.dispatches(endpoint)
    assert (dispatch["status"], dispatch["attempts"]) == ("pending", 1)


async def test_all_that_failed_or_was_missed_is_sent_and_what_came_through_is_not(
    house, office, receiver, listen
):
    endpoint = await listen()
    path = f"/v1/webhook_endpoints/{endpoint['id']}"
    delivered = await office.happens()
    await office.send()
    failed = await office.happens()
    await house.patch(path, {"status": "disabled"})
    missed = await office.happens()
    await office.send()

    refused = await replay(house, endpoint, BEGINNING)
    await house.patch(path, {"status": "active"})
    answer = await replay(house, endpoint, BEGINNING)
    await office.send()
    again = await replay(house, endpoint, BEGINNING)

    assert (refused.status_code, refused.json()["code"]) == (409, "endpoint_disabled")
    assert answer.json() == {"object": "replay", "count": 2, "next_since": None}
    assert [told.id for told in receiver.told] == [shown_id(delivered)] + [
        shown_id(each) for each in (failed, missed)
    ]
    assert again.json()["count"] == 0


async def test_a_range_is_what_happened_in_it_of_the_types_that_are_wanted(
    house, office, receiver, listen, referral_db
):
    endpoint = await listen(event_types=["reward_earned"])
    early, middle, late = [await office.happens() for _ in range(3)]
    async with referral_db.begin([house.business_id]) as session:
        for day, each in enumerate((early, middle, late), 1):
            await session.execute(
                text("update event_feed set created_at = :at where id = :id"),
                {"at": each.time.replace(year=2026, month=1, day=day, hour=0), "id": each.id},
            )
    await office.send()
    receiver.told.clear()
    span = {"since": "2026-01-02T00:00:00Z", "until": "2026-01-03T00:00:00Z"}

    failed = await replay(house, endpoint, span)
    answer = await replay(house, endpoint, span | {"status": ["delivered"]})
    other = await listen(event_types=["sale_closed"])
    unwanted = await replay(house, other, span)
    await office.send()

    assert (failed.json()["count"], answer.json()["count"], unwanted.json()["count"]) == (0, 1, 0)
    assert [told.id for told in receiver.told] == [shown_id(middle)]


async def test_more_than_fit_go_on_where_the_answer_says(
    house, office, receiver, listen, monkeypatch
):
    monkeypatch.setattr(replay_events, "MAX_AT_ONCE", 2)
    happened = [await office.happens() for _ in range(3)]
    endpoint = await listen()

    first = await replay(house, endpoint, BEGINNING)
    second = await replay(house, endpoint, {"since": first.json()["next_since"]})
    await office.send()

    assert (first.json()["count"], second.json()["count"]) == (2, 1)
    assert second.json()["next_since"] is None
    assert {told.id for told in receiver.told} == {shown_id(each) for each in happened}


async def test_an_event_that_nobody_knows_is_not_found(house, listen):
    endpoint = await listen()

    answer = await replay(house, endpoint, {"event_id": ids.show("evt", ids.new())})

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("body", [{}, {"event_id": ids.show("evt", ids.new()), **BEGINNING}])
async def test_a_replay_names_an_event_or_a_time(house, listen, body):
    answer = await replay(house, await listen(), body)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


async def test_what_is_settled_is_forgotten_with_its_attempts_after_30_days(
    office, receiver, listen, referral_db
):
    endpoint = await listen()
    receiver.will_answer(204, 500)
    await office.happens()
    await office.send()
    waits = await office.happens()
    await office.send()
    await office.change("update dispatch set created_at = now() - interval '31 days'")

    forgotten = await prune_dispatches(referral_db)

    assert forgotten == 1
    [left] = await office.dispatches(endpoint)
    assert (left["event_id"], left["status"]) == (shown_id(waits), "pending")
    assert [each["status_code"] for each in await office.attempts(endpoint)] == [500]
    assert await prune_dispatches(referral_db) == 0


async def test_when_somebody_is_erased_no_answer_is_left_that_may_name_them(
    house, office, receiver, listen, tools, referral_db
):
    endpoint = await listen()
    receiver.will_answer(500, body=b"ana@example.com is unknown here")
    ana = (await house.post("/v1/people", {"emails": ["ana@example.com"]})).json()
    await office.happens()
    await office.send()
    [before] = await office.attempts(endpoint)

    await house.post(f"/v1/people/{ana['id']}/erase")
    await sweep_erasures(referral_db, eraser=tools.eraser)

    assert before["answer"] == "ana@example.com is unknown here"
    assert [each["answer"] for each in await office.attempts(endpoint)] == [""]

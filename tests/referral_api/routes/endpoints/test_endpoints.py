"""`/v1/webhook_endpoints`: made, read, changed and removed; the secret is shown once."""

import pytest

from referral_api.use_cases.endpoints import create_endpoint

NEW = {"url": "https://hooks.example.com/goodword", "name": "Warehouse"}
PATH = "/v1/webhook_endpoints"


async def test_an_endpoint_is_made_and_its_secret_shown_this_once(house):
    made = await house.post(PATH, {**NEW, "event_types": ["sale_closed"], "metadata": {"a": "b"}})

    shown = made.json()
    secret = shown.pop("secret")
    assert made.status_code == 201
    assert secret.startswith("whsec_")
    assert shown == (await house.get(f"{PATH}/{shown['id']}")).json()
    assert [shown] == (await house.get(PATH, status="active")).json()["data"]
    assert shown["object"] == "webhook_endpoint"
    assert shown["event_types"] == ["sale_closed"]
    assert (shown["status"], shown["disabled_reason"], shown["failing_since"]) == (
        "active",
        None,
        None,
    )


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        ({"url": "http://hooks.example.com/"}, "invalid_url", "/url"),
        ({"url": "https://169.254.169.254/latest"}, "invalid_url", "/url"),
        ({"event_types": ["sale_closed", "sale-closed"]}, "unknown_event_type", "/event_types/1"),
        ({"event_types": ["person_changed"]}, "unknown_event_type", "/event_types/0"),
    ],
)
async def test_what_cannot_be_told_is_refused_when_made_and_when_changed(
    house, change, code, pointer
):
    endpoint = (await house.post(PATH, NEW)).json()

    made = await house.post(PATH, {**NEW, **change})
    changed = await house.patch(f"{PATH}/{endpoint['id']}", change)

    for answer in (made, changed):
        assert (answer.status_code, answer.json()["code"]) == (422, code)
        assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]
    assert (await house.get(f"{PATH}/{endpoint['id']}")).json()["version"] == 1


async def test_a_change_needs_the_version_that_was_read(house):
    made = await house.post(PATH, NEW)
    path = f"{PATH}/{made.json()['id']}"
    change = {"name": "Bookkeeping", "event_types": [], "status": "disabled"}

    changed = await house.patch(path, change, headers={"If-Match": made.headers["ETag"]})
    late = await house.patch(path, change, headers={"If-Match": made.headers["ETag"]})

    assert {name: changed.json()[name] for name in change} == change
    assert changed.json()["disabled_reason"] == "by_hand"
    assert changed.json()["disabled_at"] is not None
    assert (late.status_code, late.json()["code"]) == (412, "version_conflict")


async def test_the_answer_of_a_rotation_is_repeated_and_no_third_secret_made(house):
    made = (await house.post(PATH, NEW)).json()
    path, key = f"{PATH}/{made['id']}/rotate_secret", {"Idempotency-Key": "rotate"}

    first = await house.post(path, headers=key)
    second = await house.post(path, headers=key)

    assert first.json()["secret"] == second.json()["secret"] != made["secret"]
    assert first.json()["version"] == 2


async def test_a_business_has_so_many_endpoints_and_no_more(house, open_house, monkeypatch):
    monkeypatch.setattr(create_endpoint, "MAX_ENDPOINTS", 2)
    first = (await house.post(PATH, NEW)).json()
    await house.post(PATH, NEW)

    refused = await house.post(PATH, NEW)
    await house.http.delete(f"{PATH}/{first['id']}")
    again = await house.post(PATH, NEW)
    elsewhere = await (await open_house()).post(PATH, NEW)

    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_endpoints")
    assert (again.status_code, elsewhere.status_code) == (201, 201)


async def test_a_removed_endpoint_is_no_more(house):
    endpoint = (await house.post(PATH, NEW)).json()
    path = f"{PATH}/{endpoint['id']}"

    removed = await house.http.delete(path)

    assert removed.status_code == 204
    assert (await house.get(PATH)).json()["data"] == []
    for answer in (
        await house.get(path),
        await house.patch(path, {"name": "x"}),
        await house.get(f"{path}/dispatches"),
        await house.get(f"{path}/attempts"),
        await house.post(f"{path}/test"),
        await house.post(f"{path}/rotate_secret"),
        await house.post(f"{path}/replay", {"since": "2026-01-01T00:00:00Z"}),
        await house.http.delete(path),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")

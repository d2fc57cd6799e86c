"""ETag and If-Match: nobody overwrites what they have not seen."""

import asyncio

import pytest
from tests.referral_api.conftest import House
from tests.referral_api.stories import a_participant, a_person, a_program


async def paths(house: House) -> dict[str, str]:
    participant = await a_participant(house)
    return {
        "business": "/v1/business",
        "person": f"/v1/people/{(await a_person(house, 'x@example.com'))['id']}",
        "program": f"/v1/programs/{(await a_program(house))['id']}",
        "participant": f"/v1/participants/{participant['id']}",
    }


@pytest.mark.parametrize("kind", ["business", "person", "program", "participant"])
async def test_a_change_of_something_newer_is_refused(house: House, kind: str):
    path = (await paths(house))[kind]
    seen = (await house.get(path)).headers["etag"]

    first = await house.patch(path, {"metadata": {"a": "1"}}, headers={"If-Match": seen})
    second = await house.patch(path, {"metadata": {"a": "2"}}, headers={"If-Match": seen})
    any_version = await house.patch(path, {"metadata": {"a": "3"}}, headers={"If-Match": "*"})

    assert first.status_code == 200
    assert first.headers["etag"] != seen
    assert (second.status_code, second.json()["code"]) == (412, "version_conflict")
    assert any_version.status_code == 200
    assert (await house.get(path)).json()["metadata"] == {"a": "3"}


async def test_of_changes_at_once_one_wins(house: House):
    ana = await a_person(house)
    path, headers = f"/v1/people/{ana['id']}", {"If-Match": '"1"'}

    answers = await asyncio.gather(
        *(house.patch(path, {"tags": [f"t{n}"]}, headers=headers) for n in range(4))
    )

    assert sorted(each.status_code for each in answers) == [200, 412, 412, 412]


async def test_notes_are_changed_key_by_key(house: House):
    ana = await a_person(house, metadata={"a": "1", "b": "2"})
    path = f"/v1/people/{ana['id']}"

    changed = await house.patch(path, {"metadata": {"a": None, "c": "3"}})
    full = {f"k{n}": "x" for n in range(19)}
    too_many = await house.patch(path, {"metadata": full})

    assert changed.json()["metadata"] == {"b": "2", "c": "3"}
    assert (too_many.status_code, too_many.json()["code"]) == (422, "too_many_keys")

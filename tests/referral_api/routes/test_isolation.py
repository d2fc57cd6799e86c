"""No business sees, changes or infers another's data, on any route, in any list, by any id."""

import re
from typing import Any

from fastapi import FastAPI
from tests.referral_api.conftest import OpenHouse
from tests.referral_api.everything import ID, fill, ids_of, routes
from tests.referral_api.stories import a_participant

from goodword.database import Database

OWN = {"/v1/business", "/v1/test_clock", "/v1/test_clock/advance", "/v1/deliveries/replay"}
"""Routes about the caller itself; what they answer is checked by name below."""


async def test_no_route_tells_of_another_business(
    open_house: OpenHouse, app: FastAPI, referral_db: Database
):
    one, other = await open_house(), await open_house()
    await fill(one, referral_db)
    await fill(other, referral_db)
    theirs = await ids_of(one, app)
    mine = set((await ids_of(other, app)).values())
    assert not mine & set(theirs.values())
    made = {"per", "prg", "prt", "key", "sal", "con", "ref", "rwd", "msg", "tsk", "evt", "aud"}
    assert made <= theirs.keys()

    for method, path in routes(app):
        if path in OWN:
            continue
        for prefix, each in theirs.items():
            url = re.sub(r"\{[a-z_]+\}", each, path)
            answer = await other.http.request(method, url, json=a_body(method, path))
            told = set(ID.findall(answer.text)) & set(theirs.values())
            assert not told - {each}, f"{method} {url} tells of {told}"
            if "{" in path:
                assert answer.status_code in (404, 422), f"{method} {url} {prefix}: {answer.text}"


async def test_the_same_external_ids_are_two_things(open_house: OpenHouse, referral_db: Database):
    one, other = await open_house(), await open_house()

    await fill(one, referral_db)
    await fill(other, referral_db)

    for path in ("/v1/people", "/v1/participants", "/v1/sales", "/v1/referrals"):
        here = {each["id"] for each in (await one.get(path)).json()["data"]}
        there = {each["id"] for each in (await other.get(path)).json()["data"]}
        assert here
        assert len(here) == len(there)
        assert not here & there, path
    assert (await one.get("/v1/codes/ana20")).json() != (await other.get("/v1/codes/ana20")).json()


async def test_the_caller_is_told_of_itself(open_house: OpenHouse):
    one, other = await open_house(name="One"), await open_house(name="Other")

    assert (await one.get("/v1/business")).json()["name"] == "One"
    assert (await other.get("/v1/business")).json()["name"] == "Other"


async def test_what_a_request_names_is_its_own_businesss_too(open_house: OpenHouse):
    one, other = await open_house(), await open_house()
    participant = await a_participant(one)

    answers = [
        await other.post(
            "/v1/participants",
            {"program_id": participant["program_id"], "person_ref": {"email": "x@example.com"}},
        ),
        await other.post(
            "/v1/people", {"emails": ["x@example.com"], "rep_id": participant["person_id"]}
        ),
    ]

    assert [each.status_code for each in answers] == [404, 422]


async def test_every_route_of_the_api_needs_a_key(app: FastAPI, visitor: Any):
    for method, path in routes(app):
        url = re.sub(r"\{[a-z_]+\}", "per_01jd0000000000000000000000", path)
        answer = await visitor.request(method, url, json=a_body(method, path))
        assert answer.status_code in (401, 404, 422), f"{method} {path}"
        if "{" not in path and method == "GET":
            assert answer.status_code == 401, f"{method} {path}"


def a_body(method: str, path: str) -> Any:
    return {} if method in ("POST", "PATCH", "PUT") else None

"""No business sees another's data, or learns that it is there, on any route, in any list, by any
id."""

import re
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from tests.referral_api.conftest import OpenHouse
from tests.referral_api.everything import PREFIXES, routes, url_of
from tests.referral_api.neighbours import Neighbours, alike, ids_in, nowhere

NAMED = re.compile(r"\{(\w+)_id\}")


def reads(app: FastAPI) -> list[str]:
    return [path for method, path in routes(app) if method == "GET"]


async def test_what_another_business_has_is_as_if_it_were_nowhere(two: Neighbours, app: FastAPI):
    for path in reads(app):
        named = NAMED.search(path)
        if named is None:
            continue
        prefix = PREFIXES[named[1]]
        url = url_of(path, two.one.known)
        shown = await two.one.house.get(url)
        assert shown.status_code == 200, f"its own business does not see it: {url}: {shown.text}"

        theirs = await two.other.house.get(url)
        nothing = await two.other.house.get(url_of(path, {prefix: nowhere(prefix)}))

        assert theirs.status_code == 404, f"{url}: {theirs.text}"
        assert alike(theirs) == alike(nothing), url
    assert await two.leaks() == {}


async def test_every_list_and_page_of_a_business_is_of_its_own(two: Neighbours, app: FastAPI):
    made = {"per", "prg", "prt", "key", "sal", "con", "ref", "rwd", "msg", "tsk", "evt", "aud"}
    assert made | {"dlv", "clk"} <= two.one.known.keys()
    for path in reads(app):
        url = url_of(path, two.other.known)

        parameters = app.openapi()["paths"][path]["get"].get("parameters", ())
        whole = {"limit": 100} if "limit" in {each["name"] for each in parameters} else {}

        own = await two.other.house.get(url, **whole)

        assert own.status_code == 200, f"{url}: {own.text}"
    assert await two.leaks() == {}


def filters(app: FastAPI) -> Iterator[tuple[str, str, str]]:
    """Every (list, filter, prefix) by which it is asked for what belongs to an id."""
    for path in reads(app):
        for each in app.openapi()["paths"][path]["get"].get("parameters", ()):
            if each["in"] == "query" and (prefix := ids_in(each["schema"], {})):
                yield path, each["name"], prefix


async def test_a_list_by_another_businesss_id_is_empty(two: Neighbours, app: FastAPI):
    filtered = list(filters(app))
    assert len(filtered) > 15, filtered
    for path, name, prefix in filtered:
        url = url_of(path, two.other.known)
        theirs = await two.other.house.get(url, **{name: two.one.known[prefix]})
        nothing = await two.other.house.get(url, **{name: nowhere(prefix)})

        assert theirs.json()["data"] == [], f"{path}?{name}: {theirs.text}"
        assert alike(theirs) == alike(nothing), f"{path}?{name}"
    about = {"/v1/tasks": "about", "/v1/events": "subject", "/v1/audit": "about"}
    for path, name in about.items():
        for each in two.one.known.values():
            answer = await two.other.house.get(path, **{name: each})
            assert answer.json()["data"] == [], f"{path}?{name}={each}"
    assert await two.leaks() == {}


async def test_a_list_by_what_only_another_business_knows_is_empty(two: Neighbours):
    for name, value in {"email": "quetzal@example.com", "external_id": "crm:quetzal"}.items():
        assert len((await two.one.house.get("/v1/people", **{name: value})).json()["data"]) == 1

        answer = await two.other.house.get("/v1/people", **{name: value})

        assert answer.json()["data"] == []
    theirs = await two.other.house.get("/v1/codes/QUETZAL")
    nothing = await two.other.house.get("/v1/codes/NOBODY")
    assert (await two.one.house.get("/v1/codes/QUETZAL")).status_code == 200
    assert theirs.status_code == 404
    assert alike(theirs) == alike(nothing)


async def test_a_cursor_of_another_business_is_none(two: Neighbours, app: FastAPI):
    paged = 0
    for path in reads(app):
        if "{" in path:
            continue
        first = (await two.one.house.get(path, limit=1)).json()
        if not first.get("next_cursor"):
            continue
        paged += 1

        theirs = await two.other.house.get(path, limit=1, cursor=first["next_cursor"])
        nothing = await two.other.house.get(path, limit=1, cursor="nonsense")

        assert (theirs.status_code, theirs.json()["code"]) == (422, "invalid_cursor"), path
        assert alike(theirs) == alike(nothing), path
    assert paged >= 8
    assert await two.leaks() == {}


async def test_the_same_external_ids_are_two_things(two: Neighbours):
    one, other = two.one.house, two.other.house

    for path in ("/v1/people", "/v1/participants", "/v1/sales", "/v1/referrals", "/v1/deliveries"):
        here = {each["id"] for each in (await one.get(path, limit=100)).json()["data"]}
        there = {each["id"] for each in (await other.get(path, limit=100)).json()["data"]}
        assert there
        assert not here & there, path
    for name in ("email", "external_id"):
        value = {"email": "ana@example.com", "external_id": "shopify:77"}[name]
        pair = [
            (await each.get("/v1/people", **{name: value})).json()["data"] for each in (one, other)
        ]
        assert [len(each) for each in pair] == [1, 1]
        assert pair[0][0]["id"] != pair[1][0]["id"]
    assert (await one.get("/v1/codes/ana20")).json() != (await other.get("/v1/codes/ana20")).json()


async def test_the_caller_is_told_of_itself(open_house: OpenHouse):
    one, other = await open_house(name="One"), await open_house(name="Other")

    assert (await one.get("/v1/business")).json()["name"] == "One"
    assert (await other.get("/v1/business")).json()["name"] == "Other"


async def test_every_route_of_the_api_needs_a_key(app: FastAPI, visitor: Any):
    for method, path in routes(app):
        url = re.sub(r"\{[a-z_]+\}", "per_01jd0000000000000000000000", path)
        body = {} if method in ("POST", "PATCH", "PUT") else None
        answer = await visitor.request(method, url, json=body)
        assert answer.status_code in (401, 404, 422), f"{method} {path}"
        if "{" not in path and method == "GET":
            assert answer.status_code == 401, f"{method} {path}"

"""What holds for every list and every object of the API, taken from the app."""

from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI
from tests.referral_api.conftest import House
from tests.referral_api.everything import fill, ids_of, routes, url_of, with_ids

from goodword.database import Database
from referral_api.domain.businesses.rates import Rates
from referral_api.routes.docs.examples import EXAMPLES
from referral_api.routes.tools import Tools

PAGING = {"limit", "cursor", "order", "created_after", "created_before"}
WHOLE = {"/v1/referrals/{referral_id}/history", "/v1/sources"}
"""Never longer than the states, or the sources, that there are: they come in one answer."""

BY_ITSELF = {"/v1/balances": "beneficiary_id"}
STALE = {"If-Match": '"999999"'}


@pytest.fixture
async def known(house: House, app: FastAPI, referral_db: Database, hearing: None) -> dict[str, str]:
    """A house with one of everything, and two of most; one id of each kind."""
    await fill(house, referral_db)
    for name in ("one", "two"):
        await house.post("/v1/people", {"emails": [f"{name}@example.com"], "tags": ["x"]})
        await house.post("/v1/api_keys", {"name": name, "scopes": ["read"]})
    return await ids_of(house, app)


def lists(app: FastAPI) -> list[str]:
    """The paths of all lists, by what they answer."""
    document = app.openapi()
    found = []
    for method, path in routes(app):
        if method != "GET":
            continue
        content = document["paths"][path]["get"]["responses"]["200"].get("content", {})
        schema = content.get("application/json", {}).get("schema", {})
        name = schema.get("$ref", "").rpartition("/")[2]
        shape = document["components"]["schemas"].get(name, {}).get("properties", {})
        if shape.get("object", {}).get("const") == "list":
            found.append(path)
    return found


def paged(app: FastAPI) -> list[str]:
    return [path for path in lists(app) if path not in WHOLE]


def test_every_list_is_paged_alike(app: FastAPI):
    assert len(lists(app)) > 12
    for path in paged(app):
        parameters = app.openapi()["paths"][path]["get"]["parameters"]
        assert {each["name"] for each in parameters} >= PAGING, path


async def walk(house: House, url: str, key: str, **params: Any) -> list[str]:
    """The ids of a whole list, page by page."""
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        answer = await house.get(url, **params, **cursor)
        assert answer.status_code == 200, f"{url}: {answer.text}"
        page = answer.json()
        assert page["object"] == "list", url
        assert len(page["data"]) <= params.get("limit", 20), url
        found += [each[key] for each in page["data"]]
        if page["next_cursor"] is None:
            return found
        cursor = {"cursor": page["next_cursor"]}


async def test_every_list_goes_both_ways_and_is_cut_by_time(
    house: House, app: FastAPI, known: dict[str, str]
):
    several = 0
    for path in paged(app):
        url, key = url_of(path, known), BY_ITSELF.get(path, "id")
        down = await walk(house, url, key, limit=2)
        up = await walk(house, url, key, limit=1, order="asc")

        assert len(set(down)) == len(down), path
        assert up == down[::-1], path
        several += len(down) > 1
        if path in BY_ITSELF:
            continue
        rows = (await house.get(url, limit=100)).json()["data"]
        cut = rows[len(rows) // 2]["created_at"]
        after = await walk(house, url, key, created_after=cut)
        before = await walk(house, url, key, created_before=cut)
        assert after == [each[key] for each in rows if each["created_at"] > cut], path
        assert before == [each[key] for each in rows if each["created_at"] < cut], path
    assert several > 8


async def test_every_list_refuses_what_is_no_page_of_it(
    house: House, app: FastAPI, known: dict[str, str]
):
    foreign = (await house.get("/v1/people", limit=1)).json()["next_cursor"]
    for path in paged(app):
        url = url_of(path, known)
        cursor = (await house.get(url, limit=1)).json()["next_cursor"]

        refused = {
            "?limit": [await house.get(url, limit=each) for each in (0, 101)],
            "?order": [await house.get(url, order="sideways")],
            "?created_after": [await house.get(url, created_after="2026-01-01T00:00:00")],
            "?created_before": [await house.get(url, created_before="yesterday")],
            "?cursor": [await house.get(url, cursor="nonsense")],
        }
        if path != "/v1/people":
            refused["?cursor"].append(await house.get(url, limit=1, cursor=foreign))
        if cursor:
            refused["?cursor"].append(await house.get(url, cursor=cursor, order="asc"))

        for pointer, answers in refused.items():
            for answer in answers:
                assert answer.status_code == 422, f"{path}{pointer}: {answer.text}"
                assert answer.json()["errors"][0]["pointer"] == pointer, path


async def test_every_object_with_a_version_has_it_as_its_tag(
    house: House, app: FastAPI, known: dict[str, str]
):
    tagged = set()
    for method, path in routes(app):
        if method != "GET" or path in lists(app):
            continue
        answer = await house.get(url_of(path, known))
        assert answer.status_code == 200, f"{path}: {answer.text}"
        if (version := answer.json().get("version")) is not None:
            assert answer.headers.get("etag") == f'"{version}"', path
            tagged.add(path)
    assert len(tagged) >= 12, tagged


def changes(app: FastAPI) -> list[tuple[str, str]]:
    """What takes If-Match; every change of an object by PATCH and PUT is among them."""
    taking = {
        (method, path)
        for method, path in routes(app)
        for each in app.openapi()["paths"][path][method.lower()].get("parameters", ())
        if each["in"] == "header" and each["name"].lower() == "if-match"
    }
    changing = {(method, path) for method, path in routes(app) if method in ("PATCH", "PUT")}
    assert changing <= taking, changing - taking
    return sorted(taking)


async def test_no_change_is_made_of_what_is_newer_than_was_seen(
    house: House, app: FastAPI, known: dict[str, str]
):
    assert len(changes(app)) > 8
    for method, path in changes(app):
        url = url_of(path, known)
        body = with_ids(EXAMPLES.get(f"{method} {path}"), known)

        answer = await house.http.request(method, url, json=body, headers=STALE)

        assert answer.status_code == 412, f"{method} {path}: {answer.text}"
        assert answer.json()["code"] == "version_conflict", path


async def test_every_route_asks_who_comes_too_often_to_come_back(
    house: House, app: FastAPI, tools: Tools, known: dict[str, str]
):
    app.state.tools = replace(tools, key_rates=Rates(per_s=0.001, burst=1))
    assert (await house.get("/v1/business")).status_code == 200

    for method, path in routes(app):
        body = with_ids(EXAMPLES.get(f"{method} {path}"), known)
        answer = await house.http.request(method, url_of(path, known), json=body)

        assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited"), path
        assert int(answer.headers["retry-after"]) > 0, path

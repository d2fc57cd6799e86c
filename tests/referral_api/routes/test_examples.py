"""The requests that the reference shows to copy: each works as it stands."""

import re
from typing import Any

import pytest
from fastapi import FastAPI
from tests.referral_api.conftest import House
from tests.referral_api.everything import fill, ids_of
from tests.referral_api.stories import a_person

from goodword.database import Database
from referral_api.routes.docs.examples import EXAMPLES

SHOWN_ID = re.compile(r"\b([a-z]{3})_01jd0{22}\b")
PREFIXES = {"person": "per", "program": "prg", "participant": "prt", "sale": "sal"}
PREFIXES |= {"referral": "ref", "reward": "rwd", "task": "tsk", "connection": "con"}
KINDS = {"/v1/providers/{kind}": "manual", "/v1/channels/{kind}": "smtp"}


def operations(app: FastAPI) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": operation
        for path, item in app.openapi()["paths"].items()
        for method, operation in item.items()
        if "requestBody" in operation
    }


def with_ids(value: Any, known: dict[str, str]) -> Any:
    """The example with the house's ids for those that it shows."""
    if isinstance(value, dict):
        return {name: with_ids(each, known) for name, each in value.items()}
    if isinstance(value, list):
        return [with_ids(each, known) for each in value]
    return SHOWN_ID.sub(lambda m: known[m[1]], value) if isinstance(value, str) else value


def test_every_route_that_takes_a_body_shows_an_example(app: FastAPI):
    shown = {
        name: operation["requestBody"]["content"]["application/json"].get("example")
        for name, operation in operations(app).items()
    }

    assert shown == EXAMPLES


@pytest.mark.parametrize("route", EXAMPLES)
async def test_the_example_of_a_route_works(
    app: FastAPI, house: House, referral_db: Database, operator: dict[str, str], route: str
):
    await fill(house, referral_db)
    known = await ids_of(house, app)
    method, path = route.split()
    url = KINDS.get(path) and path.replace("{kind}", KINDS[path])
    url = url or re.sub(r"\{(\w+)_id\}", lambda m: known[PREFIXES[m[1]]], path)
    if path.endswith("/merge"):
        known["per"] = (await a_person(house, "else@example.com"))["id"]

    answer = await house.http.request(
        method,
        url,
        json=with_ids(EXAMPLES[route], known),
        headers=operator if path == "/v1/businesses" else {},
    )

    assert answer.is_success, answer.text

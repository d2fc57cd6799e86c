"""The requests that the reference shows to copy: each works as it stands."""

from typing import Any

import pytest
from fastapi import FastAPI
from tests.referral_api.conftest import House
from tests.referral_api.everything import fill, ids_of, url_of, with_ids
from tests.referral_api.stories import a_person

from goodword.database import Database
from referral_api.routes.docs.examples import EXAMPLES


def operations(app: FastAPI) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": operation
        for path, item in app.openapi()["paths"].items()
        for method, operation in item.items()
        if "requestBody" in operation
    }


def test_every_route_that_takes_a_body_shows_an_example(app: FastAPI):
    shown = {
        name: operation["requestBody"]["content"]["application/json"].get("example")
        for name, operation in operations(app).items()
    }

    assert shown == EXAMPLES


@pytest.mark.parametrize("route", EXAMPLES)
async def test_the_example_of_a_route_works(
    app: FastAPI,
    house: House,
    referral_db: Database,
    operator: dict[str, str],
    hearing: None,
    route: str,
):
    await fill(house, referral_db)
    known = await ids_of(house, app)
    method, path = route.split()
    url = url_of(path, known)
    if path.endswith("/merge"):
        known["per"] = (await a_person(house, "else@example.com"))["id"]

    answer = await house.http.request(
        method,
        url,
        json=with_ids(EXAMPLES[route], known),
        headers=operator if path == "/v1/businesses" else {},
    )

    assert answer.is_success, answer.text

"""Whatever is sent, the answer is ours: never a crash, and a problem that says what to do."""

import re
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from tests.referral_api.conftest import House
from tests.referral_api.stories import a_document, a_participant

from referral_api.routes.problems import MEDIA_TYPE

NASTY: tuple[Any, ...] = (
    None,
    True,
    -1,
    10**30,
    1.5,
    "",
    "\x00",
    "\u202e\ud7ff'\";--",
    "x" * 10_001,
    [],
    [[None]],
    {},
    {"\x00": {"a": [1]}},
)
SOUND: dict[str, dict[str, Any]] = {
    "/v1/people": {"emails": ["nasty@example.com"]},
    "/v1/api_keys": {"name": "till", "scopes": ["read"]},
    "/v1/programs": {"document": a_document()},
    "/v1/test_clock/advance": {"by_s": 1},
    "/v1/sales": {
        "source": "till",
        "external_id": "1",
        "occurred_at": "2026-03-01T10:00:00Z",
        "gross": {"minor": 100, "currency": "USD"},
    },
}
"""Bodies that are taken, so that one nasty field among them goes as deep as it can."""

TEXTS = ("", "\x00", "-1", "é" * 3000, "9" * 40, "2026-99-99", "' or 1=1 --", "per_x")


def operations(app: FastAPI, *methods: str) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method.upper(), path, operation)
        for path, item in app.openapi()["paths"].items()
        for method, operation in item.items()
        if method in methods
    ]


def fields(app: FastAPI, operation: dict[str, Any]) -> list[str]:
    content = operation.get("requestBody", {}).get("content", {})
    for media in content.values():
        name = media["schema"].get("$ref", "").rsplit("/", 1)[-1]
        return list(app.openapi()["components"]["schemas"].get(name, {}).get("properties", {}))
    return []


def assert_ours(answer: httpx.Response, what: str) -> None:
    assert answer.status_code < 500, f"{what}: {answer.text}"
    if answer.status_code >= 400 and "html" not in answer.headers["content-type"]:
        assert answer.headers["content-type"] == MEDIA_TYPE, what


@pytest.fixture
async def known(house: House) -> dict[str, str]:
    """Ids that are real, by the name of the path's parameter."""
    ana = await a_participant(house)
    return {
        "person_id": ana["person_id"],
        "program_id": ana["program_id"],
        "participant_id": ana["id"],
    }


async def test_no_body_crashes_a_route(app: FastAPI, house: House, known: dict[str, str]):
    for method, path, operation in operations(app, "post", "patch", "put"):
        url = re.sub(r"\{(\w+)\}", lambda name: known.get(name[1], "x"), path)
        sound = SOUND.get(path, {})
        named = fields(app, operation)
        bodies = [*NASTY, *({**sound, field: value} for field in named for value in NASTY)]
        for body in bodies:
            answer = await house.http.request(method, url, json=body)
            assert_ours(answer, f"{method} {url} {str(body)[:80]!r}")


async def test_no_parameter_crashes_a_route(app: FastAPI, house: House, known: dict[str, str]):
    for method, path, operation in operations(app, "get"):
        url = re.sub(r"\{(\w+)\}", lambda name: known.get(name[1], "x"), path)
        for parameter in operation.get("parameters", ()):
            for value in TEXTS if parameter["in"] == "query" else ():
                answer = await house.http.request(method, url, params={parameter["name"]: value})
                assert_ours(answer, f"{method} {url} {parameter['name']}={value[:40]!r}")


async def test_no_address_crashes_the_app(app: FastAPI, house: House):
    paths = [path for _, path, _ in operations(app, "get")] + ["/r/{slug}/{code}", "/u/{token}"]
    for path in paths:
        for value in ("%00", "%FF", "%F0%9F%A6%8A", "..", "x" * 3000, "per_" + "7" * 26):
            url = re.sub(r"\{\w+\}", value, path)
            assert_ours(await house.http.get(url), url[:120])

"""What every request meets: a name, bounds, and an answer whatever happens."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.exc import OperationalError
from tests.referral_api.conftest import PUBLIC_URL, House

from goodword.errors import TransientError
from referral_api.routes.app import ROUTERS
from referral_api.routes.door import MAX_BODY_BYTES, Door
from referral_api.routes.openapi import parameters_of


def assert_problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert (answer.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert problem["type"] == f"{PUBLIC_URL}/docs/errors#{code}"
    assert problem["title"]
    assert problem["detail"].endswith(".")
    assert problem["request_id"] == answer.headers["request-id"]
    return problem


async def test_every_answer_names_its_request(house: House, visitor: httpx.AsyncClient):
    answers = [
        await house.get("/v1/business"),
        await visitor.get("/v1/business"),
        await visitor.get("/nowhere"),
        await visitor.get("/docs"),
        await visitor.post("/v1/business"),
    ]

    named = [answer.headers["request-id"] for answer in answers]
    assert all(each.startswith("req_") for each in named)
    assert len(set(named)) == len(named)


async def test_the_routers_own_refusals_are_problems(house: House, visitor: httpx.AsyncClient):
    assert_problem(await visitor.get("/v1/nothing"), 404, "not_found")
    refused = await visitor.delete("/v1/business")
    assert_problem(refused, 405, "method_not_allowed")
    assert "GET" in refused.headers["allow"]
    assert_problem(await house.get("/v1/people/"), 404, "not_found")


@pytest.mark.parametrize(
    "body", [b"{", b"", b"[1,", b'{"name": "\xff"}', b"[" * 100_000, b"1" * 5000]
)
async def test_a_body_that_is_no_json_is_refused(house: House, body: bytes):
    headers = {"Content-Type": "application/json"}

    answer = await house.http.post("/v1/people", content=body, headers=headers)

    assert answer.status_code in (400, 422)
    assert_problem(
        answer,
        answer.status_code,
        "malformed_body" if answer.status_code == 400 else "invalid_request",
    )


@pytest.mark.parametrize("place", ["name", "field"])
async def test_text_that_no_utf8_can_write_is_refused(house: House, place: str):
    body = b'{"emails": ["a@example.com"], "story": "\\ud800"}'
    if place == "field":
        body = b'{"emails": ["a@example.com"], "\\ud800": 1}'

    headers = {"Content-Type": "application/json"}
    answer = await house.http.post("/v1/people", content=body, headers=headers)

    assert_problem(answer, 422, "invalid_request")


async def test_a_deep_body_is_no_crash(house: House):
    deep: Any = "x"
    for _ in range(300):
        deep = {"a": deep}

    answer = await house.post("/v1/programs", {"document": deep})

    assert_problem(answer, 422, "invalid_program")


async def test_a_body_over_a_mebibyte_is_not_read(house: House):
    answer = await house.http.post("/v1/people", content=b"x" * (MAX_BODY_BYTES + 1))

    assert_problem(answer, 413, "body_too_large")


async def test_a_body_without_a_length_is_bounded_too(house: House):
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 65_536
            yield b" " * 65_536

    answer = await house.http.post("/v1/people", content=endless())

    assert_problem(answer, 413, "body_too_large")
    assert sent <= MAX_BODY_BYTES + 2 * 65_536


async def test_webhooks_may_be_larger(visitor: httpx.AsyncClient):
    path = "/webhooks/con_01jd0000000000000000000000"

    larger = await visitor.post(path, content=b"x" * (2 * MAX_BODY_BYTES))
    too_large = await visitor.post(path, content=b"x" * (5 * MAX_BODY_BYTES + 1))

    assert larger.status_code == 404
    assert_problem(too_large, 413, "body_too_large")


async def test_a_body_that_does_not_arrive_is_not_waited_for(app: FastAPI):
    door = Door(app, PUBLIC_URL, body_timeout_s=0.05)
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(60)
        return {}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/v1/people", "headers": []}
    await door(scope, receive, send)

    assert sent[0]["status"] == 408
    assert json.loads(sent[1]["body"])["code"] == "body_too_slow"


async def failing(app: FastAPI, error: Exception) -> httpx.Response:
    async def fail() -> None:
        raise error

    app.add_api_route("/failing", fail)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL) as client:
        return await client.get("/failing")


async def test_a_bug_is_answered_without_telling_its_secrets(app: FastAPI):
    answer = await failing(app, RuntimeError("password=hunter2"))

    assert_problem(answer, 500, "internal_error")
    assert "hunter2" not in answer.text


@pytest.mark.parametrize(
    "error",
    [
        TransientError("later", retry_after_s=7),
        OperationalError("select 1", {}, ConnectionRefusedError("gone")),
    ],
)
async def test_a_world_that_is_not_ready_is_worth_another_try(app: FastAPI, error: Exception):
    answer = await failing(app, error)

    assert_problem(answer, 503, "not_ready")
    assert int(answer.headers["retry-after"]) >= 1


async def test_what_is_not_known_is_refused_wherever_it_stands(house: House):
    field = await house.post("/v1/people", {"emails": ["a@example.com"], "nmae": "Ana"})
    parameter = await house.get("/v1/people", emial="a@example.com")

    assert assert_problem(field, 422, "invalid_request")["errors"][0]["pointer"] == "/nmae"
    assert assert_problem(parameter, 422, "invalid_request")["errors"] == [
        {
            "pointer": "?emial",
            "code": "unknown_field",
            "detail": "There is no such parameter here; remove it.",
        }
    ]


def test_the_parameters_that_are_known_are_those_of_the_document(app: FastAPI):
    paths = app.openapi()["paths"]

    for route in (route for router in ROUTERS for route in router.routes):
        for method in {each.lower() for each in route.methods} & paths.get(route.path, {}).keys():
            declared = paths[route.path][method].get("parameters", ())
            named = {each["name"] for each in declared if each["in"] == "query"}
            assert parameters_of(route) == named, (method, route.path)


@pytest.mark.parametrize(
    ("number", "taken"),
    [
        (96, True),
        (96.0, True),
        (False, False),
        (True, False),
        (96.5, False),
        ("96", False),
        (None, False),
        (1e300, False),
    ],
)
async def test_a_whole_number_is_what_json_calls_one(house: House, number: Any, taken: bool):
    answer = await house.post("/v1/test_clock/advance", {"by_s": number})

    assert answer.status_code == (202 if taken else 422)


@pytest.mark.parametrize("path_id", ["per_x", "prg_01jd0000000000000000000000", "1", "%00"])
async def test_an_id_that_cannot_be_is_unknown(house: House, path_id: str):
    assert_problem(await house.get(f"/v1/people/{path_id}"), 404, "not_found")


async def test_text_with_nul_in_an_address_is_refused(house: House):
    answer = await house.http.get("/v1/people?tag=%00")

    assert_problem(answer, 422, "invalid_request")

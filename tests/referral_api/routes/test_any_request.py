"""Any request that the OpenAPI document allows, and any that it forbids, is answered as declared.

Some thousand requests in an ordinary run; `make schemathesis` sends 20,000.
"""

import os
import random
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from tests.referral_api.conftest import PUBLIC_URL, House
from tests.referral_api.everything import fill, ids_of
from tests.referral_api.stories import a_person

from goodword.database import Database
from referral_api.routes.docs.examples import EXAMPLES
from referral_api.routes.problems import MEDIA_TYPE

CASES = int(os.environ.get("ANY_REQUESTS", "1000"))
SEED = 20_261_125
LAST = {"POST /v1/people/{person_id}/erase", "POST /v1/people/{person_id}/merge"}
"""Routes after which a real id leads to nothing more, so they come after all others; with every
DELETE."""

KINDS = {
    "person_id": "per",
    "program_id": "prg",
    "participant_id": "prt",
    "sale_id": "sal",
    "referral_id": "ref",
    "reward_id": "rwd",
    "message_id": "msg",
    "connection_id": "con",
    "delivery_id": "dlv",
    "task_id": "tsk",
    "event_id": "evt",
    "endpoint_id": "wep",
    "key_id": "key",
    "rep_id": "per",
    "into": "another person",
    "kind": "kind",
    "code": "code",
}
"""Which id goes by which name, in a path and in a body."""

MOSTLY, HALF = 0.8, 0.5


def label(case: Any) -> str:
    return f"{case.operation.method.upper()} {case.operation.path}"


def any_cases(app: FastAPI) -> list[Any]:
    """As many requests of each operation, half of them as declared and half of them not; the same
    ones each time."""
    schema = schemathesis.openapi.from_dict(app.openapi())
    operations = [each.ok() for each in schema.get_all_operations() if isinstance(each, Ok)]
    each_mode = max(1, CASES // len(operations) // 2)
    cases = [
        case
        for operation in operations
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
        for case in drawn(operation, mode, each_mode)
    ]
    return sorted(cases, key=lambda case: label(case) in LAST or case.method == "DELETE")


def drawn(operation: Any, mode: GenerationMode, count: int) -> list[Any]:
    cases: list[Any] = []

    @seed(SEED)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def draw(case: Any) -> None:
        cases.append(case)

    draw()
    return cases


def with_real_ids(value: Any, known: dict[str, str], rng: random.Random) -> Any:
    """The same body or path, most of its ids replaced by real ones."""
    if isinstance(value, list):
        return [with_real_ids(each, known, rng) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: known[KINDS[name]]
        if KINDS.get(name) in known and rng.random() < 0.8
        else with_real_ids(each, known, rng)
        for name, each in value.items()
    }


def request_of(case: Any, known: dict[str, str], rng: random.Random) -> httpx.Request:
    case.path_parameters = with_real_ids(case.path_parameters, known, rng)
    case.body = with_real_ids(near_the_example(case, rng), known, rng)
    made = requests.Request(**case.as_transport_kwargs(base_url=PUBLIC_URL)).prepare()
    headers = {k: v for k, v in made.headers.items() if k.lower() != "authorization"}
    return httpx.Request(made.method, made.url, headers=headers, content=made.body)


def near_the_example(case: Any, rng: random.Random) -> Any:
    """The body; or, half the time, the route's example with one field of it, which goes deeper than
    a body of which every field is unlikely."""
    example = EXAMPLES.get(label(case))
    if example is None or not isinstance(case.body, dict) or rng.random() < HALF:
        return case.body
    strange = sorted(case.body.items(), key=lambda item: str(item[0]))
    return {**example, **dict(rng.sample(strange, min(1, len(strange))))}


def wrong_with(answer: httpx.Response, case: Any) -> Iterator[str]:
    """What the OpenAPI document does not say of such an answer."""
    declared = case.operation.definition.raw["responses"]
    if answer.status_code >= 500:
        yield f"{answer.status_code}: {answer.text[:300]}"
    if str(answer.status_code) not in declared:
        yield f"{answer.status_code} is not declared: {answer.text[:200]}"
        return
    content = declared[str(answer.status_code)].get("content", {})
    given_type = answer.headers.get("content-type", "").partition(";")[0]
    if given_type and given_type not in content:
        yield f"{answer.status_code} as {given_type}, and not as {list(content)}"
    if answer.status_code < 300 and not case.operation.is_valid_response(answer):
        yield f"{answer.status_code} has another form: {answer.text[:400]}"
    if answer.status_code >= 400 and given_type != MEDIA_TYPE:
        yield f"{answer.status_code} as {given_type}: no problem document"


async def everything_known(app: FastAPI, house: House, db: Database) -> dict[str, str]:
    await fill(house, db)
    await house.post("/v1/api_keys", {"name": "to be taken away", "scopes": ["read"]})
    known = await ids_of(house, app)
    other = await a_person(house, "else@example.com")
    return {**known, "another person": other["id"], "code": "ANA20"}


@pytest.mark.timeout(max(300, CASES // 5))
async def test_any_request_is_answered_as_declared(
    app: FastAPI, house: House, referral_db: Database, operator: dict[str, str], hearing: None
):
    known = await everything_known(app, house, referral_db)
    rng = random.Random(SEED)
    found: dict[str, str] = {}
    answered: dict[str, set[int]] = {}
    for case in any_cases(app):
        known["kind"] = "smtp" if "/channels/" in case.operation.path else "manual"
        request = request_of(case, known, rng)
        platform = case.operation.path == "/v1/businesses"
        request.headers.update(operator if platform else house.http.headers)
        answer = await house.http.send(request)
        answered.setdefault(label(case), set()).add(answer.status_code)
        for wrong in wrong_with(answer, case):
            found.setdefault(f"{label(case)}: {wrong}", f"{request.url} {request.content[:300]!r}")

    assert not found, "\n".join(f"{wrong}\n    {how}" for wrong, how in sorted(found.items()))
    done = [name for name, statuses in answered.items() if min(statuses) < 300]
    assert len(done) > len(answered) * 0.7, "the requests have become too strange to go deep"

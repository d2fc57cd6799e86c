"""No business changes another's things, or learns that they are there, by any write."""

from dataclasses import replace

from fastapi import FastAPI
from tests.referral_api.everything import routes
from tests.referral_api.neighbours import Neighbours, alike, ids_in, nowhere
from tests.referral_api.writes import WRITES, request


def test_every_write_of_the_app_has_a_case(app: FastAPI):
    writes = {f"{method} {path}" for method, path in routes(app) if method != "GET"}

    assert writes == WRITES.keys()


async def test_another_businesss_things_are_as_if_they_were_nowhere(two: Neighbours):
    headers: tuple[dict[str, str], ...] = ({}, {"If-Match": '"1"'}, {"Idempotency-Key": "a"})
    for route, prepare in WRITES.items():
        if prepare is None:
            continue
        target = await prepare(two.one)
        to_theirs = await request(two.other, route, target)
        to_nothing = await request(two.other, route, nowhere(target.partition("_")[0]))
        before = await two.rows(two.one), await two.rows(two.other)

        for more in headers:
            theirs = await to_theirs.send(two.other.house, **more)
            nothing = await to_nothing.send(two.other.house, **more)
            assert theirs.status_code == 404, f"{route}: {theirs.text}"
            assert alike(theirs) == alike(nothing), route

        after = await two.rows(two.one), await two.rows(two.other)
        for rows in (before[1], after[1]):
            rows.pop("referral.api_key")  # it was used
        assert after == before, route
        done = await (await request(two.one, route, target)).send(two.one.house)
        assert done.is_success, f"its own business cannot either: {route}: {done.text}"
    assert await two.leaks() == {}


async def test_the_same_done_in_both_stays_in_each(two: Neighbours):
    for route in WRITES:
        key = {"Idempotency-Key": route.replace(" ", "-")}
        first = await (await request(two.one, route)).send(two.one.house, **key)
        assert first.is_success, f"{route}: {first.text}"
        asked = await request(two.other, route)
        before = await two.rows(two.one)

        own = await asked.send(two.other.house, **key)

        assert own.status_code == first.status_code, f"{route}: {own.text}"
        assert "Idempotent-Replayed" not in own.headers
        assert await two.rows(two.one) == before, route
    assert await two.leaks() == {}


def named_ids(app: FastAPI) -> list[tuple[str, str, str]]:
    """Every (write, member of its body, prefix) in which an id may be written."""
    document = app.openapi()
    schemas = document["components"]["schemas"]
    found = []
    for route in WRITES:
        method, path = route.split()
        operation = document["paths"][path][method.lower()]
        if "requestBody" not in operation:
            continue
        content = operation["requestBody"]["content"]["application/json"]["schema"]
        body = schemas[content["$ref"].rpartition("/")[2]]
        for name, schema in body["properties"].items():
            if prefix := ids_in(schema, schemas):
                found.append((route, name, prefix))
    return found


ALONE = {"POST /v1/sales/{sale_id}/attribute", "POST /v1/programs/{program_id}/dry_run"}
"""Whose bodies have one member."""


async def test_what_a_body_names_of_another_business_is_nowhere(two: Neighbours, app: FastAPI):
    named = named_ids(app)
    assert len(named) > 12, named
    for route, name, prefix in named:
        asked = await request(two.other, route)
        before = await two.rows(two.one)
        answers = []

        for n, named_id in enumerate((two.one.known[prefix], nowhere(prefix))):
            mark = f"{name}-{n}"
            anew = {"external_id": mark, "buyer_ref": {"email": f"{mark}@example.com"}}
            ordinary = anew if route == "POST /v1/sales" else {}
            body = ({} if route in ALONE else asked.body | ordinary) | {name: named_id}
            answer = await replace(asked, body=body).send(two.other.house)
            answers.append((answer.status_code, alike(answer)[1].replace(mark, name)))

        assert answers[0] == answers[1], f"{route} {name}"
        assert await two.rows(two.one) == before, f"{route} {name}"
    assert await two.leaks() == {}

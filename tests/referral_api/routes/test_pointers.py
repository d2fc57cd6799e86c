"""What a problem points at is in the body that the caller sent, or is what they left out of it."""

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from tests.referral_api.conftest import House
from tests.referral_api.stories import a_document, a_participant, a_template
from tests.referral_api.tasks import a_task

from goodword.database import Database

MONEY = {"minor": 100, "currency": "USD"}
AT = "2026-03-01T10:00:00Z"
PERSON = {
    "email": "ben@example.com",
    "phone": "+13055550123",
    "external_id": {"source": "till", "id": "7"},
    "name": {"display": "Ben Buyer", "given": "Ben", "family": "Buyer"},
    "locale": "en",
    "place": {"country": "US", "region": "FL"},
}
KNOWN = {**PERSON, "emails": ["a@example.com"], "phones": ["+13055550123"], "rep_id": "per_x"}
KNOWN |= {"external_ids": [PERSON["external_id"]], "preferences": {"accepts": "anything"}}
CONNECTION = {"source": "shopify", "name": "Web shop", "secret": "x" * 32, "settings": {}}
BUSINESS = {"name": "Blue Door", "mode": "test", "time_zone": "UTC", "locale": "en"}
BUSINESS |= {"currency": "USD", "parameters": {"return_window_days": 30}, "industry": "retail"}
MOVE = {"reason": "no_need", "at": AT, "evidence": {"kind": "crm", "ref": "lead 7"}}
TEMPLATE = {"subject": "x", "text": "x", "html": "x", "metadata": {"a": "b"}}
LISTENING = {"event_types": ["sale_closed"], "metadata": {"a": "b"}}
WHOLE: dict[str, dict[str, Any]] = {
    "POST /v1/businesses": BUSINESS,
    "PATCH /v1/business": BUSINESS,
    "POST /v1/api_keys": {"name": "till", "scopes": ["read"]},
    "POST /v1/people": KNOWN,
    "PATCH /v1/people/{person_id}": KNOWN,
    "PUT /v1/people/{person_id}/preferences": {"favourite_charity": "Red Cross", "channel": "sms"},
    "POST /v1/people/{person_id}/merge": {"into": "per_x"},
    "POST /v1/people/{person_id}/consents": {
        "purpose": "marketing",
        "channel": "email",
        "state": "given",
        "basis": "consent",
        "at": AT,
        "evidence": {"kind": "form", "ref": "7", "wording": "Yes", "language": "en", "ip": "::1"}
        | {"user_agent": "x", "jurisdiction": "US-CA"},
    },
    "POST /v1/programs": {"document": a_document(), "metadata": {"a": "b"}},
    "PATCH /v1/programs/{program_id}": {"document": a_document(), "metadata": {"a": "b"}},
    "POST /v1/programs/{program_id}/dry_run": {"version": 1, "facts": {"cause": "sale"}},
    "POST /v1/programs/{program_id}/sign_offs": {"place": "US-WA", "reason": "x", "version": 1},
    "POST /v1/templates": {**TEMPLATE, "kind": "welcome", "language": "en"},
    "PATCH /v1/templates/{template_id}": TEMPLATE,
    "POST /v1/templates/{template_id}/preview": {"facts": {"first_name": "Dana"}},
    "POST /v1/templates/lint": {"kind": "welcome", "language": "en", "text": "x"},
    "POST /v1/participants": {"program_id": "prg_x", "person_ref": PERSON, "code": "BEN20"},
    "PATCH /v1/participants/{participant_id}": {"status": "left", "metadata": {"a": None}},
    "POST /v1/participants/{participant_id}/discuss": {"discussed_at": AT},
    "POST /v1/test_clock/advance": {"by_s": 60},
    "POST /v1/reviews": {
        **{"source": "google", "external_id": "1", "person_ref": PERSON, "written_at": AT},
        **{"rating": {"value": 5, "out_of": 5}, "text": "x", "url": "https://x.example"},
        **{"updated_at": AT, "withdrawn": False, "metadata": {"a": "b"}},
    },
    "POST /v1/survey_answers": {
        **{"source": "d", "external_id": "1", "person_ref": PERSON, "kind": "nps", "score": 9},
        **{"scale_min": 0, "scale_max": 10, "comment": "x", "answered_at": AT, "updated_at": AT},
        "metadata": {"a": "b"},
    },
    "POST /v1/value_contacts": {
        **{"source": "d", "external_id": "1", "person_ref": PERSON, "rep_id": "per_x"},
        **{"kind": "invoice", "value": "x", "evidence": "x", "occurred_at": AT},
        "metadata": {"a": "b"},
    },
    "POST /v1/issues": {
        **{"source": "d", "external_id": "1", "person_ref": PERSON, "kind": "billing"},
        **{"opened_at": AT, "resolved_at": AT, "metadata": {"a": "b"}},
    },
    "POST /v1/issues/{issue_id}/reply": {
        **{"replied_at": AT, "has_plan": True, "automatic": False},
    },
    "POST /v1/issues/{issue_id}/resolve": {"resolved_at": AT},
    "POST /v1/opportunities": {
        **{"source": "d", "external_id": "1", "person_ref": PERSON, "stage": "won"},
        **{"changed_at": AT, "metadata": {"a": "b"}},
    },
    "POST /v1/asks": {
        **{"person_ref": PERSON, "rep_id": "per_x", "wanted": "name", "metadata": {"a": "b"}},
    },
    "POST /v1/asks/preview": {"person_id": "per_x", "rep_id": "per_x", "wanted": "name"},
    "POST /v1/asks/{ask_id}/answer": {
        "answer": "named",
        "prospects": [
            {"name": "Dana", "email": "d@example.com", "phone": "+13055550177"}
            | {"how_known": "They row.", "permission": True}
        ],
    },
    "POST /v1/order_fulfilments": {
        **{"source": "d", "external_id": "1", "person_ref": PERSON, "sale_id": "sal_x"},
        **{"fulfilled_at": AT, "metadata": {"a": "b"}},
    },
    "POST /v1/invitations": {
        **{"source": "d", "external_id": "1", "person_ref": PERSON, "kind": "review"},
        **{"site": "google", "template": "x", "sent": True, "decided_at": AT},
        "metadata": {"a": "b"},
    },
    "POST /v1/sales": {
        "source": "till",
        "external_id": "1",
        "occurred_at": AT,
        "gross": MONEY,
        "net": MONEY,
        "paid": MONEY,
        "updated_at": AT,
        "buyer_ref": PERSON,
        "codes": ["BEN20"],
        "items": [{"product_id": "oil", "quantity": 1, "amount": MONEY}],
    },
    "POST /v1/sales/{sale_id}/refunds": {"external_id": "1", "amount": MONEY, "occurred_at": AT},
    "POST /v1/sales/{sale_id}/attribute": {"code": "BEN20"},
    "POST /v1/referrals": {
        "program_id": "prg_x",
        "referrer_ref": PERSON,
        "prospect_ref": PERSON,
        "permission": True,
        "context": "They row together.",
        "rep_id": "per_x",
        "metadata": {"a": "b"},
    },
    "POST /v1/referrals/{referral_id}/advance": {"status": "contacted", **MOVE},
    "POST /v1/referrals/{referral_id}/request_introduction": {"two_step": True},
    "POST /v1/referrals/{referral_id}/introductions": {
        "evidence": {"kind": "meeting_record", "ref": "x"},
        "at": AT,
    },
    "POST /v1/referrals/{referral_id}/lose": MOVE,
    "POST /v1/referrals/{referral_id}/withdraw": MOVE,
    **{
        f"POST /v1/rewards/{{reward_id}}/{decision}": {"reason": "Looked into it."}
        for decision in ("approve", "deny", "retry", "revoke", "recover")
    },
    "POST /v1/rewards/{reward_id}/choose": {"choice": "cash", "reason": "She rang."},
    "POST /v1/tasks/{task_id}/done": {"proof": "R-1", "code": "X-1"},
    "PUT /v1/providers/{kind}": {"settings": {"due_days": 3, "kinds": ["cash"]}},
    "PUT /v1/channels/{kind}": {"settings": {}},
    "POST /v1/connections": CONNECTION,
    "PATCH /v1/connections/{connection_id}": CONNECTION,
    "POST /v1/connections/{connection_id}/rotate_secret": {"secret": "x" * 32},
    "POST /v1/connections/{connection_id}/dry_run": {
        **{"topic": "orders/paid", "headers": {"x-a": "b"}, "query": "a=b"},
        "body": {"id": 1},
    },
    "POST /v1/webhook_endpoints": {"url": "https://x.example", "name": "x", **LISTENING},
    "PATCH /v1/webhook_endpoints/{endpoint_id}": {"status": "active", "name": "x", **LISTENING},
    "POST /v1/webhook_endpoints/{endpoint_id}/replay": {"since": AT, "until": AT, "status": ["x"]},
    "POST /v1/deliveries/replay": {"connection_id": "con_x"},
}
"""A body for each route that takes one, with everything in it that may be wrong."""

WRONG: tuple[Any, ...] = (None, False, -1.5, "", "a\0b", "x" * 6000, [], [7], {}, {"no/such": {}})


def wrong_bodies(whole: Any) -> Iterator[Any]:
    """The body with one part of it made wrong, or left out, or with one more; for each part."""
    for path in paths(whole):
        for wrong in WRONG:
            yield changed(whole, path, wrong)
        if path and isinstance(path[-1], str):
            yield changed(whole, path, None, leave_out=True)


def paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    children = dict(enumerate(value)) if isinstance(value, list) else value
    for step, child in children.items() if isinstance(children, dict) else ():
        yield from paths(child, (*path, step))


def changed(whole: Any, path: tuple[str | int, ...], wrong: Any, *, leave_out: bool = False) -> Any:
    if not path:
        return wrong
    body = copy.deepcopy(whole)
    here = body
    for step in path[:-1]:
        here = here[step]
    if leave_out:
        del here[path[-1]]
    else:
        here[path[-1]] = wrong
    return body


def leads_into(pointer: str, body: Any) -> bool:
    """Whether each step but the last is there, and the last could be."""
    assert pointer == "" or pointer.startswith("/")
    here = body
    for step in [each.replace("~1", "/").replace("~0", "~") for each in pointer.split("/")[1:]]:
        if isinstance(here, dict):
            here = here.get(step)
        elif isinstance(here, list) and step.isdecimal() and int(step) < len(here):
            here = here[int(step)]
        else:
            return False
    return True


@pytest.fixture
async def known(house: House, referral_db: Database) -> dict[str, str]:
    ana = await a_participant(house)
    shop = await house.post("/v1/connections", {"source": "shopify", "name": "Web shop"})
    listening = {"url": "https://hooks.example.com/", "name": "Warehouse"}
    endpoint = await house.post("/v1/webhook_endpoints", listening)
    return {
        "person_id": ana["person_id"],
        "program_id": ana["program_id"],
        "participant_id": ana["id"],
        "referral_id": f"ref_{'0' * 26}",
        "reward_id": f"rwd_{'0' * 26}",
        "issue_id": f"iss_{'0' * 26}",
        "ask_id": f"ask_{'0' * 26}",
        "connection_id": shop.json()["id"],
        "endpoint_id": endpoint.json()["id"],
        "task_id": await a_task(house, referral_db),
        "template_id": (await a_template(house))["id"],
    }


def test_every_route_that_takes_a_body_is_walked(app: FastAPI):
    taking = {
        f"{method.upper()} {path}"
        for path, item in app.openapi()["paths"].items()
        for method, operation in item.items()
        if "requestBody" in operation
    }

    assert set(WHOLE) == taking


@pytest.mark.parametrize("route", WHOLE)
async def test_a_pointer_leads_into_the_callers_body(
    house: House, known: dict[str, str], operator: dict[str, str], route: str
):
    method, path = route.split()
    url = re.sub(r"\{(\w+)\}", lambda name: known.get(name[1], f"sal_{'0' * 26}"), path)
    headers = operator if path == "/v1/businesses" else {}
    refused = 0

    for body in wrong_bodies(WHOLE[route]):
        answer = await house.http.request(method, url, json=body, headers=headers)
        if answer.status_code != 422:
            continue
        refused += 1
        for each in answer.json()["errors"]:
            assert leads_into(each["pointer"], body), f"{each} of {body}"

    assert refused


@pytest.mark.parametrize(
    ("person", "pointer"),
    [
        ("per_nobody", "/person_ref"),
        (7, "/person_ref"),
        ({"name": "Ben Buyer"}, "/person_ref"),
        ({"id": "per_x"}, "/person_ref/id"),
        ({"email": "nobody"}, "/person_ref/email"),
        ({"email": "b@example.com", "name": ""}, "/person_ref/name"),
        ({"email": "b@example.com", "name": 7}, "/person_ref/name"),
        ({"email": "b@example.com", "name": {"given": ""}}, "/person_ref/name/given"),
        ({"email": "b@example.com", "name": "a\0b"}, "/person_ref/name"),
    ],
)
async def test_a_wrong_person_is_pointed_at(house: House, person: Any, pointer: str):
    body = {"program_id": f"prg_{'0' * 26}", "person_ref": person}

    answer = await house.post("/v1/participants", body)

    assert answer.status_code == 422
    assert pointer in [each["pointer"] for each in answer.json()["errors"]]


@pytest.mark.parametrize("name", ["Ben Buyer", {"display": "Ben Buyer"}])
async def test_a_person_is_named_in_one_text_or_in_parts(house: House, name: Any):
    person = {"email": "ben@example.com", "name": name}
    sale = {"source": "till", "external_id": "1", "occurred_at": AT, "gross": MONEY}

    sold = await house.post("/v1/sales", {**sale, "buyer_ref": person})

    assert sold.status_code == 201, sold.text
    ben = (await house.get(f"/v1/people/{sold.json()['buyer_id']}")).json()
    assert ben["name"] == {"display": "Ben Buyer", "given": None, "family": None}

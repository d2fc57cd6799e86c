"""Tremendous calls back: kept once, and passed on as nothing but where to look."""

import asyncio
import hashlib
import hmac
import json

import pytest
from tests.referral_api.said import said

from goodword.events import ProviderReported
from referral_api.sources import SOURCES
from referral_api.use_cases.deliveries.apply_deliveries import apply_deliveries

KEY = "fd0bd5a1ac1d4f4ba9b4bc2f8d7d2c9e"


def callback(event="REWARDS.DELIVERY.SUCCEEDED", *, uuid="0d2c4d5e", object_id="NAREW9BZ4D4V"):
    """A callback as Tremendous documents it."""
    kind = event.split(".")[0].lower()
    return {
        "event": event,
        "uuid": uuid,
        "created_utc": "2026-11-24T21:50:17.000Z",
        "payload": {"resource": {"id": object_id, "type": kind}, "meta": {"retryable": False}},
    }


def signed(body: bytes, key: str = KEY) -> dict[str, str]:
    digest = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
    return {"Tremendous-Webhook-Signature": f"sha256={digest}"}


@pytest.fixture
async def post(house, visitor, hearing):
    """Posts a callback to the house's own connection."""
    new = {"source": "tremendous", "name": "Gifts", "secret": KEY}
    made = (await house.post("/v1/connections", new)).json()
    path = f"/webhooks/{made['id']}"

    async def posting(told, *, headers=None, key=KEY):
        body = json.dumps(told).encode()
        sent = signed(body, key) if headers is None else headers
        return await visitor.post(path, content=body, headers=sent)

    return posting


async def applied(house, db, tools):
    while await apply_deliveries(db, sources=SOURCES, hasher=tools.hasher, sealer=tools.sealer):
        pass
    return (await house.get("/v1/deliveries", order="asc")).json()["data"]


async def test_a_callback_becomes_a_hint_with_the_object_and_nothing_else(
    post, house, referral_db, tools
):
    answer = await post(callback())
    (delivery,) = await applied(house, referral_db, tools)

    assert answer.status_code == 202
    assert (delivery["status"], delivery["topic"]) == ("applied", "REWARDS.DELIVERY.SUCCEEDED")
    (told,) = await said(referral_db, ProviderReported)
    assert told.provider == "tremendous"
    assert told.object_ids == ("NAREW9BZ4D4V",)
    assert set(told.model_dump(exclude_defaults=True)) == {
        "business_id",
        "provider",
        "object_ids",
    }


@pytest.mark.parametrize(
    ("meta", "expected"),
    [
        (
            {"failure_reason": "mailbox_unavailable", "retryable": True},
            ("mailbox_unavailable", True),
        ),
        ({"failure_reason": "spam_report", "retryable": False}, ("spam_report", False)),
        ({"failure_reason": "<b>New words</b>", "retryable": "yes"}, ("unknown", False)),
        (None, ("unknown", False)),
    ],
)
async def test_why_a_message_did_not_arrive_is_passed_on(
    post, house, referral_db, tools, meta, expected
):
    told = callback("REWARDS.DELIVERY.FAILED")
    told["payload"]["meta"] = meta

    await post(told)
    await applied(house, referral_db, tools)

    (reported,) = await said(referral_db, ProviderReported)
    assert (reported.undelivered, reported.may_resend) == expected


async def test_repeats_at_once_are_one_hint(post, house, referral_db, tools):
    """The uuid makes them one, whatever else is written anew."""
    told = [callback() | {"created_utc": f"2026-11-24T21:50:{n}.000Z"} for n in range(10, 20)]
    answers = await asyncio.gather(*[post(one) for one in told])
    deliveries = await applied(house, referral_db, tools)

    assert {answer.status_code for answer in answers} == {202}
    assert sorted(answer.json()["duplicate"] for answer in answers) == [False] + [True] * 9
    assert len(deliveries) == 1
    assert len(await said(referral_db, ProviderReported)) == 1


async def test_several_callbacks_about_one_object_count_on(post, house, referral_db, tools):
    for n in range(3):
        await post(callback(uuid=f"u{n}"))
        await post(callback("ORDERS.CREATED", uuid=f"o{n}", object_id="ABCD1234"))
        await applied(house, referral_db, tools)

    told = await said(referral_db, ProviderReported)
    assert len(told) == 6


async def test_what_nobody_signed_is_refused_and_nothing_is_kept(post, house, referral_db, tools):
    told = callback()
    body = json.dumps(told).encode()
    digest = signed(body)["Tremendous-Webhook-Signature"].removeprefix("sha256=")
    other = signed(json.dumps(told, indent=1).encode())
    wrong = [
        {},
        {"Tremendous-Webhook-Signature": digest},
        {"Tremendous-Webhook-Signature": "sha256="},
        {"Tremendous-Webhook-Signature": "sha256=zz"},
        {"Tremendous-Webhook-Signature": f"sha1={digest}"},
        signed(body, "another key"),
        other,
    ]

    answers = [await post(told, headers=headers) for headers in wrong]

    assert {answer.status_code for answer in answers} == {401}
    assert await applied(house, referral_db, tools) == []
    assert await said(referral_db, ProviderReported) == []


async def test_money_at_the_funding_source_is_told_without_its_id(post, house, referral_db, tools):
    await post(callback("FUNDING_SOURCES.FUNDED", object_id="BALANCE1"))
    await applied(house, referral_db, tools)

    (told,) = await said(referral_db, ProviderReported)
    assert told.object_ids == ("funds",)


@pytest.mark.parametrize(
    ("told", "status"),
    [
        (callback("PRODUCTS.UPDATED"), "ignored"),
        (callback("CAMPAIGNS.NEW_IN_2027"), "ignored"),
        ({"event": "REWARDS.FLAGGED", "uuid": "u1"}, "failed"),
        (callback(object_id="../orders"), "failed"),
        (callback(object_id=7), "failed"),
        ([], "failed"),
    ],
)
async def test_what_names_nothing_to_look_at_is_kept_with_the_reason(
    post, house, referral_db, tools, told, status
):
    answer = await post(told)
    (delivery,) = await applied(house, referral_db, tools)

    assert answer.status_code == 202
    assert delivery["status"] == status
    assert delivery["reason"]
    assert await said(referral_db, ProviderReported) == []

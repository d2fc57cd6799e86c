"""Answers that no sandbox gives: from servers that misbehave, and the words of the original."""

import gzip
import json

import httpx
import pytest

from goodword.errors import PermanentError, TransientError
from rewards_worker.ports import (
    Accepted,
    Canceled,
    Handover,
    Held,
    Issued,
    Rejected,
    UnknownOutcomeError,
)
from rewards_worker.providers.exchange import MAX_ANSWER_BYTES, Answer, retry_after_s
from rewards_worker.providers.sandbox.client import SandboxProvider
from rewards_worker.providers.tremendous.answers import read_inquiry, read_order, read_submission

PATIENCE_S = 30.0
SHORT_S = 0.5


def answer(status, body=b"", *, reason="X", headers=""):
    head = f"HTTP/1.1 {status} {reason}\r\ncontent-length: {len(body)}\r\n{headers}"
    return head.encode() + b"connection: close\r\n\r\n" + body


async def outcome_of(told, order, *, timeout_s=PATIENCE_S):
    async with httpx.AsyncClient() as client:
        provider = SandboxProvider(told.url, "TEST_token", client, timeout_s=timeout_s)
        return await provider.submit(provider.compose(order), order.key)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"", None),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{", None),
        (b"SSH-2.0-OpenSSH_9.2p1\r\n", None),
        (answer(200), 200),
        (answer(200, b"<html>Welcome</html>"), 200),
        (answer(200, b'{"order": null}'), 200),
        (answer(200, b"[]"), 200),
        (answer(200, b'{"order": {"id": "A", "status": "EXECUTED"}}'), 200),
        (answer(200, gzip.compress(b"{}"), headers="content-encoding: gzip\r\n"), 200),
        (answer(408), 408),
        (answer(500), 500),
        (answer(502, b"Bad Gateway"), 502),
        (answer(503, headers="retry-after: 5\r\n"), 503),
    ],
)
async def test_what_makes_no_sense_is_unknown(said, status, telling, order):
    told = await telling(said)

    with pytest.raises(UnknownOutcomeError) as caught:
        await outcome_of(told, order)

    assert caught.value.http_status == status
    assert len(told.requests) == 1


@pytest.mark.parametrize(("over", "end"), [(0, Issued), (1, UnknownOutcomeError)])
async def test_an_answer_is_read_up_to_its_bound(over, end, telling, order):
    body = told_order("EXECUTED", key=str(order.key)).body.ljust(MAX_ANSWER_BYTES + over)
    told = await telling(answer(200, body))

    try:
        outcome = await outcome_of(told, order)
    except UnknownOutcomeError as error:
        outcome = error

    assert type(outcome) is end
    assert outcome.http_status == 200


async def test_silence_is_unknown(telling, order):
    told = await telling(None)

    with pytest.raises(UnknownOutcomeError):
        await outcome_of(told, order, timeout_s=SHORT_S)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_no_redirect_is_followed(status, telling, order):
    elsewhere = await telling(answer(200))
    told = await telling(answer(status, headers=f"location: {elsewhere.url}/orders\r\n"))

    with pytest.raises(UnknownOutcomeError):
        await outcome_of(told, order)

    assert len(told.requests) == 1
    assert elsewhere.requests == []


@pytest.mark.parametrize("status", [401, 403, 404, 405, 410, 415])
async def test_a_set_up_that_cannot_work_is_for_a_person(status, telling, order):
    told = await telling(answer(status))

    with pytest.raises(PermanentError):
        await outcome_of(told, order)


async def test_nobody_listening_may_be_tried_again(telling, order, unused_tcp_port):
    told = await telling(b"")
    told.url = f"http://127.0.0.1:{unused_tcp_port}"

    with pytest.raises(TransientError, match="cannot be reached"):
        await outcome_of(told, order)

    assert told.requests == []


async def test_exactly_the_composed_bytes_are_sent_with_our_token(telling, order):
    told = await telling(answer(422, b'{"errors": {"message": "no", "payload": {}}}'))

    outcome = await outcome_of(told, order)

    [request] = told.requests
    head, _, body = request.partition(b"\r\n\r\n")
    assert head.startswith(b"POST /orders HTTP/1.1\r\n")
    assert b"authorization: Bearer TEST_token" in head.replace(b"Authorization", b"authorization")
    assert body == SandboxProvider(told.url, "", None).compose(order)
    assert outcome == Rejected(final=True, code="invalid_order", reason="no", http_status=422)


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ({}, 1.0),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0"}, 1.0),
        ({"retry-after": "99999"}, 3600.0),
        ({"retry-after": "-1"}, 1.0),
        ({"retry-after": "soon"}, 1.0),
        ({"retry-after": "²"}, 1.0),
        (
            {
                "retry-after": "Wed, 21 Oct 2026 07:28:30 GMT",
                "date": "Wed, 21 Oct 2026 07:28:00 GMT",
            },
            30.0,
        ),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 1.0),
    ],
)
def test_how_long_to_wait_is_read_in_every_form(headers, wait_s):
    assert retry_after_s(headers) == wait_s


@pytest.mark.parametrize("name", ["error", "errors"])
def test_the_words_of_a_refusal_are_found_under_both_names(name):
    body = json.dumps({name: {"message": "Not enough funds", "payload": {"email": "zoe@x"}}})

    outcome = read_submission(Answer(402, {}, body.encode()), order_key())

    assert outcome == Held(code="insufficient_funds", reason="Not enough funds", http_status=402)


@pytest.mark.parametrize("body", [b"", b"no", b"[1]", b'{"errors": "no"}', b'{"errors": [1]}'])
def test_a_refusal_without_words_is_still_one(body):
    outcome = read_submission(Answer(400, {}, body), order_key())

    assert outcome == Rejected(final=True, code="invalid_order", reason="", http_status=400)


def order_key():
    return "3f0e0f0e-0000-4000-8000-000000000001"


def told_order(status, *, link="https://gifts.example/x", key=None):
    delivery = {"method": "LINK", **({"link": link} if link else {})}
    order = {
        "id": "AB12",
        "external_id": key or order_key(),
        "status": status,
        "rewards": [{"delivery": delivery}],
        "something_new": 1,
    }
    return Answer(200, {}, json.dumps({"order": order}).encode())


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (
            "EXECUTED",
            Issued(provider_ref="AB12", handover=Handover("us", "https://gifts.example/x")),
        ),
        ("OPEN", Accepted(provider_ref="AB12")),
        (
            "PENDING APPROVAL",
            Held(code="approval", reason="PENDING APPROVAL", provider_ref="AB12"),
        ),
        (
            "PENDING INTERNAL PAYMENT APPROVAL",
            Held(code="approval", reason="PENDING INTERNAL PAYMENT APPROVAL", provider_ref="AB12"),
        ),
        (
            "PENDING SETTLEMENT",
            Held(code="settlement", reason="PENDING SETTLEMENT", provider_ref="AB12"),
        ),
        ("FAILED", Rejected(final=True, code="failed", reason="FAILED")),
        ("CANCELED", Canceled(provider_ref="AB12")),
    ],
)
def test_each_word_of_the_provider_has_one_meaning(status, outcome):
    for read in (read_order, read_submission, read_inquiry):
        found = read(told_order(status), order_key())

        assert type(found) is type(outcome)
        assert found == type(outcome)(**{**fields(outcome), "http_status": 200})


def fields(outcome):
    return {name: getattr(outcome, name) for name in type(outcome).__dataclass_fields__}


def test_a_word_that_we_do_not_know_leaves_it_unknown():
    with pytest.raises(UnknownOutcomeError, match="a status that we do not know"):
        read_order(told_order("PARTIALLY EXECUTED"), order_key())


def test_a_gift_that_is_made_but_cannot_be_handed_over_yet_is_accepted():
    found = read_order(told_order("EXECUTED", link=None), order_key())

    assert found == Accepted(provider_ref="AB12", http_status=200)


def test_an_order_of_somebody_else_is_not_taken_for_ours():
    with pytest.raises(UnknownOutcomeError, match="about another order"):
        read_order(told_order("EXECUTED", key="other"), order_key())

"""What Change's answers mean, and what is too strange to mean anything."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import httpx
import orjson
import pytest
from tests.rewards_worker.providers.conftest import Sandbox

from goodword.errors import PermanentError, TransientError
from goodword.money import Money
from goodword.setups import Charity
from rewards_worker.ports import (
    Canceled,
    Issued,
    NotFound,
    Order,
    Receipt,
    UnknownOutcomeError,
    UnknownWordError,
)
from rewards_worker.providers.api import Api
from rewards_worker.providers.change.answers import outcome_of, read_found, read_made
from rewards_worker.providers.change.client import ChangeProvider
from rewards_worker.providers.exchange import Answer

WATER = Charity(name="Clean Water", registration="52-1", nonprofit_id="n_1")
KEY = uuid4()
TOKEN = "cGtfdGVzdF9hYmM6c2tfdGVzdF9kZWY="  # pk_test_abc:sk_test_def
DONATION = {"id": "d_1", "external_id": str(KEY), "nonprofit_id": "n_1", "amount": 5000}


def provider(url: str, client: httpx.AsyncClient, token: str = TOKEN) -> ChangeProvider:
    return ChangeProvider(Api(url, token, client, scheme="Basic"), [WATER])


def order(key: UUID) -> Order:
    fifty = Money.parse("50.00", "USD")
    return Order(key=key, kind="charity_donation", amount=fifty, where="52-1")


def answer(content: Any, status: int = 200) -> Answer:
    return Answer(status, {}, orjson.dumps(content))


@pytest.mark.parametrize(
    ("status", "further"),
    [
        ("pledged", None),
        ("invoice_sent", None),
        ("invoice_pending", None),
        ("payout_scheduled", None),
        ("sent_via_ach", "delivered"),
        ("sent_via_check", "delivered"),
        ("check_cashed", "delivered"),
        ("notified", "delivered"),
    ],
)
def test_a_donation_is_out_from_its_pledge_and_arrives_later(
    status: str, further: str | None
) -> None:
    outcome = outcome_of({**DONATION, "status": status}, [WATER])

    assert isinstance(outcome, Issued)
    assert (outcome.provider_ref, outcome.further) == ("d_1", further)
    assert outcome.receipt == Receipt("d_1", "52-1")
    assert (outcome.handover.by, outcome.handover.secret) == ("us", None)


@pytest.mark.parametrize("status", ["canceled", "blocked"])
def test_a_donation_that_was_called_off_is_out_no_more(status: str) -> None:
    outcome = outcome_of({**DONATION, "status": status}, [WATER])

    assert outcome == Canceled(provider_ref="d_1", reason=status)


def test_a_status_that_is_new_is_said_to_be() -> None:
    with pytest.raises(UnknownWordError):
        outcome_of({**DONATION, "status": "sent_by_pigeon"}, [WATER])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        orjson.dumps({**DONATION, "external_id": "another", "status": "pledged"}),
        orjson.dumps({"external_id": str(KEY), "status": "pledged"}),
    ],
)
def test_an_answer_without_sense_leaves_unknown_what_became_of_it(body: bytes) -> None:
    with pytest.raises(UnknownOutcomeError):
        read_made(Answer(200, {}, body), KEY, [WATER])


def test_a_list_of_other_donations_is_never_taken_for_none() -> None:
    """Whoever ignores the key that is asked for would have us give twice."""
    others = {"page": 1, "donations": [{**DONATION, "external_id": "another"}]}

    with pytest.raises(PermanentError, match="other donations"):
        read_found(answer(others), KEY)

    assert read_found(answer({"page": 1, "donations": []}), KEY) == []


async def test_the_same_request_twice_is_one_donation(sandbox: Sandbox, key: UUID) -> None:
    change = provider(sandbox.base_url, sandbox.client)
    request = change.compose(order(key))
    before = await change.inquire(key)

    first = await change.submit(request, key)
    second = await change.submit(request, key)

    assert before == NotFound(http_status=200)
    assert isinstance(first, Issued)
    assert getattr(second, "provider_ref", None) == first.provider_ref
    books = (await sandbox.client.get(f"{sandbox.base_url}/books")).json()
    assert len(books["donations"]) == 1


async def test_looking_first_makes_nothing_where_its_answer_is_lost(
    telling: Callable[..., Any], sandbox: Sandbox, key: UUID
) -> None:
    server = await telling(b"HTTP/1.1 500 Oh\r\ncontent-length: 0\r\n\r\n")
    change = provider(server.url, sandbox.client)

    with pytest.raises(TransientError):
        await change.submit(change.compose(order(key)), key)

    assert [request.split(b" ")[0] for request in server.requests] == [b"GET"]


async def test_the_keys_are_tried_without_making_anything(sandbox: Sandbox) -> None:
    await provider(sandbox.base_url, sandbox.client).check()

    with pytest.raises(PermanentError, match="credentials"):
        await provider(sandbox.base_url, sandbox.client, "bm90OmtleXM=").check()

    books = (await sandbox.client.get(f"{sandbox.base_url}/books")).json()
    assert books["donations"] == []

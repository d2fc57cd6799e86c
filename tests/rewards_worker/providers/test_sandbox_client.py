"""The client against the real sandbox: every fault comes out as what it is, and nobody is paid
twice."""

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest

from goodword.errors import PermanentError, TransientError
from goodword.money import Money
from rewards_worker.ports import Held, Issued, NotFound, Rejected, UnknownOutcomeError
from rewards_worker.providers.sandbox.client import SandboxProvider

SHORT_S = 0.5


async def submit(sandbox, order, **options):
    provider = sandbox.provider(**options)
    return await provider.submit(provider.compose(order), order.key)


async def until_made(sandbox):
    orders = []
    while not orders:
        orders = await sandbox.orders()
    return orders


async def test_a_gift_is_issued_with_a_link_for_us_to_hand_over(sandbox, order, key):
    outcome = await submit(sandbox, order)

    [made] = await sandbox.orders()
    link = made["rewards"][0]["delivery"]["link"]
    assert isinstance(outcome, Issued)
    assert (outcome.provider_ref, outcome.http_status) == (made["id"], 200)
    assert (outcome.handover.by, outcome.handover.secret) == ("us", link)
    assert made["external_id"] == str(key)
    assert made["rewards"][0]["value"] == {"denomination": 37.48, "currency_code": "USD"}
    assert made["rewards"][0]["recipient"] == {"name": "Zoë", "email": "zoe@example.com"}
    page = await sandbox.client.get(link)
    assert page.text == "A gift of 37.48 USD, from the sandbox. It is not real.\n"


async def test_the_same_bytes_again_find_the_same_gift(sandbox, order):
    first = await submit(sandbox, order)
    second = await submit(sandbox, order)

    assert second == replace(first, http_status=201)
    assert len(await sandbox.orders()) == 1


async def test_the_same_order_at_once_is_made_once(sandbox, order):
    outcomes = await asyncio.gather(*[submit(sandbox, order) for _ in range(20)])

    assert sorted(outcome.http_status for outcome in outcomes) == [200] + [201] * 19
    assert len({outcome.provider_ref for outcome in outcomes}) == 1
    assert len(await sandbox.orders()) == 1


async def test_a_key_used_for_other_bytes_is_for_a_person_and_never_final(sandbox, order):
    await submit(sandbox, order)

    outcome = await submit(sandbox, replace(order, amount=Money.parse("50.00", "USD")))

    assert isinstance(outcome, Rejected)
    assert (outcome.final, outcome.code, outcome.http_status) == (False, "key_reused", 409)
    [made] = await sandbox.orders()
    assert made["rewards"][0]["value"]["denomination"] == 37.48


@pytest.mark.parametrize(
    ("fault", "made", "status"),
    [
        ("error_500", 0, 500),
        ("error_500_after", 1, 500),
        ("drop_before", 0, None),
        ("drop_after", 1, None),
    ],
)
async def test_a_lost_answer_is_unknown_and_the_same_bytes_again_make_one_gift(
    fault, made, status, sandbox, order, key
):
    await sandbox.fault(kind=fault)

    with pytest.raises(UnknownOutcomeError) as caught:
        await submit(sandbox, order)
    assert caught.value.http_status == status
    assert len(await sandbox.orders()) == made
    found = await sandbox.provider().inquire(key)
    assert isinstance(found, Issued if made else NotFound)

    outcome = await submit(sandbox, order)

    assert isinstance(outcome, Issued)
    assert outcome.http_status == (201 if made else 200)
    assert len(await sandbox.orders()) == 1


async def test_an_answer_that_never_comes_is_unknown(sandbox, order, key):
    await sandbox.fault(kind="timeout", seconds=60)

    with pytest.raises(UnknownOutcomeError):
        await submit(sandbox, order, timeout_s=SHORT_S)

    assert await sandbox.orders() == []
    assert await sandbox.provider().inquire(key) == NotFound(http_status=404)


async def test_an_answer_that_comes_too_late_is_unknown_though_the_gift_is_made(sandbox, order):
    await sandbox.fault(kind="delay", seconds=60)

    with pytest.raises(UnknownOutcomeError):
        await submit(sandbox, order, timeout_s=SHORT_S)

    assert len(await until_made(sandbox)) == 1
    assert isinstance(await submit(sandbox, order), Issued)
    assert len(await sandbox.orders()) == 1


async def test_a_slow_answer_is_waited_for(sandbox, order):
    await sandbox.fault(kind="delay", seconds=0.05)

    assert isinstance(await submit(sandbox, order), Issued)


async def test_too_many_requests_may_be_tried_again_when_the_provider_says(sandbox, order):
    await sandbox.fault(kind="rate_limited", seconds=7)

    with pytest.raises(TransientError) as caught:
        await submit(sandbox, order)

    assert caught.value.retry_after_s == 7.0
    assert await sandbox.orders() == []


async def test_missing_funds_hold_the_order_and_make_none(sandbox, order):
    await sandbox.fault(kind="insufficient_funds")

    outcome = await submit(sandbox, order)

    assert outcome == Held(code="insufficient_funds", reason="Not enough funds", http_status=402)
    assert await sandbox.orders() == []
    assert isinstance(await submit(sandbox, order), Issued)


async def test_a_refusal_is_final_and_makes_nothing(sandbox, order):
    await sandbox.fault(kind="reject")

    outcome = await submit(sandbox, order)

    assert outcome == Rejected(
        final=True, code="invalid_order", reason="Product not available", http_status=422
    )
    assert await sandbox.orders() == []


async def test_an_answer_of_the_older_form_to_a_repeat_is_understood(sandbox, order):
    await sandbox.fault(kind="duplicate_answer")

    outcome = await submit(sandbox, order)

    [made] = await sandbox.orders()
    assert isinstance(outcome, Issued)
    assert (outcome.provider_ref, outcome.http_status) == (made["id"], 201)
    assert outcome.handover.secret == made["rewards"][0]["delivery"]["link"]


async def test_a_token_that_is_refused_is_for_whoever_set_us_up(sandbox, order, key):
    provider = sandbox.provider(token="PROD_token")

    with pytest.raises(PermanentError, match="credentials"):
        await provider.submit(provider.compose(order), key)
    with pytest.raises(PermanentError, match="credentials"):
        await provider.inquire(key)

    assert await sandbox.orders() == []


async def test_an_unknown_key_is_not_found(sandbox):
    assert await sandbox.provider().inquire(uuid4()) == NotFound(http_status=404)


@pytest.mark.parametrize(
    ("amount", "currency", "digits"),
    [
        ("37.48", "USD", b"37.48"),
        ("50.00", "USD", b"50.00"),
        ("0.01", "EUR", b"0.01"),
        ("1500", "JPY", b"1500"),
        ("12.345", "KWD", b"12.345"),
        ("9999999999999.99", "USD", b"9999999999999.99"),
    ],
)
async def test_amounts_arrive_digit_for_digit(amount, currency, digits, sandbox, order):
    order = replace(order, amount=Money.parse(amount, currency))
    request = sandbox.provider().compose(order)

    outcome = await submit(sandbox, order)

    assert b'"denomination":' + digits + b"," in request
    assert isinstance(outcome, Issued)
    books = await sandbox.get("/books")
    assert b'"denomination":' + digits + b"," in books.content


def test_an_order_is_composed_once_for_ever(order, key):
    provider = SandboxProvider("http://127.0.0.1:1", "TEST_x", None)

    assert provider.compose(order) == (
        b'{"external_id":"' + str(key).encode() + b'","payment":{"funding_source_id":"BALANCE"},'
        b'"reward":{"products":["SANDBOXGIFTCARD"],"value":{"denomination":37.48,"currency_code":'
        b'"USD"},"recipient":{"name":"Zo\xc3\xab","email":"zoe@example.com"},'
        b'"delivery":{"method":"LINK"}}}'
    )
    with pytest.raises(PermanentError, match="issues no such points"):
        provider.compose(replace(order, kind="points"))


async def test_what_is_secret_is_not_shown(sandbox, order):
    outcome = await submit(sandbox, order)

    assert outcome.handover.secret not in repr(outcome)
    assert "zoe@example.com" not in repr(order)


@pytest.mark.parametrize("url", ["127.0.0.1", "ftp://127.0.0.1", "http://127.0.0.1:x"])
async def test_an_address_that_is_none_is_for_whoever_set_us_up(url, sandbox, order, key):
    provider = SandboxProvider(url, "TEST_x", sandbox.client)

    with pytest.raises(PermanentError):
        await provider.submit(provider.compose(order), key)


@pytest.mark.parametrize("token", ["TEST_ü", "TEST_a\r\nx-evil: 1"])
async def test_a_token_that_cannot_be_sent_is_not_repeated(token, sandbox, order, key):
    provider = sandbox.provider(token=token)

    with pytest.raises(PermanentError) as caught:
        await provider.submit(provider.compose(order), key)

    assert "TEST_" not in str(caught.value)
    assert await sandbox.orders() == []

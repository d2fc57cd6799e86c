"""The ledger as a provider: the same key makes the same code, another key another."""

import re
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import orjson
import pytest
from tests.rewards_worker.world import CODE_KEY

from goodword.errors import PermanentError
from goodword.money import Money
from goodword.setups import LedgerSetUp
from rewards_worker.ports import Issued, Order
from rewards_worker.providers.ledger.client import LedgerProvider
from rewards_worker.providers.ledger.codes import code_of

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
LETTERS = "[0-9A-HJKMNP-TV-Z]{4}"


def provider(**form: object) -> LedgerProvider:
    return LedgerProvider(LedgerSetUp.model_validate(form), CODE_KEY)


@pytest.fixture
def order() -> Order:
    return Order(key=uuid4(), kind="discount_code", percent_off="10", opened_at=NOW)


async def issue(ledger: LedgerProvider, order: Order) -> Issued:
    outcome = await ledger.submit(ledger.compose(order), order.key)
    assert isinstance(outcome, Issued)
    return outcome


async def test_a_code_looks_as_the_business_wants(order: Order):
    plain = (await issue(provider(), order)).handover
    named = (await issue(provider(code_prefix="SHOP"), order)).handover

    assert re.fullmatch("-".join([LETTERS] * 4), plain.secret or "")
    assert named.secret == f"SHOP-{plain.secret}"
    assert (plain.by, plain.valid_until) == ("us", None)
    assert plain.secret not in repr(plain)


async def test_the_same_key_makes_the_same_code_whatever_is_set_up_meanwhile(order: Order):
    before, after = provider(code_prefix="OLD"), provider(code_prefix="NEW")
    request = before.compose(order)

    first = await before.submit(request, order.key)
    again = await after.submit(request, order.key)

    assert first == again


async def test_no_two_keys_make_the_same_code_and_no_key_tells_it():
    keys = [uuid4() for _ in range(2000)]

    codes = {code_of(key, "", CODE_KEY) for key in keys}

    assert len(codes) == len(keys)
    assert code_of(keys[0], "", b"another key") not in codes


async def test_a_request_is_good_for_its_own_key_only(order: Order):
    ledger = provider()
    with pytest.raises(PermanentError):
        await ledger.submit(ledger.compose(order), uuid4())


async def test_a_code_is_good_as_long_as_the_program_or_else_the_business_says(order: Order):
    until = NOW + timedelta(days=30)

    of_business = await issue(provider(valid_days=90), order)
    of_program = await issue(provider(valid_days=90), replace(order, valid_until=until))

    last_day = (NOW + timedelta(days=90)).date()
    assert of_business.handover.valid_until == datetime.combine(last_day, time(23, 59, 59), UTC)
    assert of_program.handover.valid_until == until


@pytest.mark.parametrize(
    "worth", [{"kind": "points", "points": 250}, {"kind": "store_credit"}], ids=lambda w: w["kind"]
)
async def test_points_and_credit_need_no_code(order: Order, worth):
    money = {"amount": Money(minor=500, currency="USD")} if "points" not in worth else {}
    wanted = replace(order, percent_off=None, **worth | money)

    issued = await issue(provider(), wanted)

    assert (issued.handover.by, issued.handover.secret) == ("us", None)
    assert orjson.loads(provider().compose(wanted))["kind"] == worth["kind"]


@pytest.mark.parametrize("kind", ["gift_card", "points", "store_credit"])
def test_what_it_does_not_mint_is_refused_before_anything_is_promised(order: Order, kind: str):
    with pytest.raises(PermanentError):
        provider().compose(replace(order, kind=kind))

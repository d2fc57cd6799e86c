"""Tremendous as a business sets it up, and its pace."""

import asyncio
from uuid import uuid4

import httpx
import pytest
from pydantic import ValidationError

from goodword.errors import PermanentError, TransientError
from goodword.setups import TremendousSetUp
from rewards_worker.ports import Means, OpenedFor
from rewards_worker.providers import PROVIDERS
from rewards_worker.providers.tremendous.pace import Pace

FORM = {"api_key": "TEST_0123456789", "campaign_id": "IVM0I3WNJJL0"}


def means(client: httpx.AsyncClient) -> Means:
    return Means(client=client, db=None, code_key=b"")  # type: ignore[arg-type]  # it needs none


async def test_without_a_set_up_it_is_not_opened() -> None:
    async with httpx.AsyncClient() as client:
        with pytest.raises(PermanentError, match="needs to be set up"):
            PROVIDERS["tremendous"](OpenedFor(uuid4(), None), means(client))


async def test_it_orders_what_the_business_wants_and_never_shows_its_key(order) -> None:
    form = TremendousSetUp.model_validate(
        FORM | {"products": {"gift_card": ["OKMHM2X2OHYV"]}, "delivery": "EMAIL"}
    )
    async with httpx.AsyncClient() as client:
        provider = PROVIDERS["tremendous"](OpenedFor(uuid4(), form), means(client))
        body = provider.compose(order)

    assert b'"products":["OKMHM2X2OHYV"],"campaign_id":"IVM0I3WNJJL0"' in body
    assert b'"delivery":{"method":"EMAIL"}' in body
    assert form.secrets == {"api_key": FORM["api_key"]}
    assert FORM["api_key"] not in f"{form!r} {form.body} {vars(provider)}"


@pytest.mark.parametrize(
    "wrong",
    [
        {"campaign_id": None},
        {"campaign_id": "no id"},
        {"products": {"points": ["OKMHM2X2OHYV"]}, "kinds": ["points"]},
        {"environment": "http://169.254.169.254/"},
        {"funding_source_id": "../orders"},
        {"api_key": ""},
    ],
)
def test_what_cannot_work_is_refused_when_it_is_set_up(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        TremendousSetUp.model_validate(FORM | wrong)


async def test_not_more_than_ten_a_second_go_out() -> None:
    pace, loop = Pace(per_second=100), asyncio.get_running_loop()
    at: list[float] = []

    async def one() -> None:
        await pace.turn()
        at.append(loop.time())

    await asyncio.gather(*[one() for _ in range(11)])

    assert max(at) - min(at) >= 0.1 - 0.01


async def test_nobody_waits_in_a_line_that_is_too_long_and_a_pause_is_kept() -> None:
    pace = Pace()
    pace.stop_for(30)

    with pytest.raises(TransientError) as caught:
        await pace.turn()

    assert caught.value.retry_after_s is not None
    assert 29 < caught.value.retry_after_s <= 30

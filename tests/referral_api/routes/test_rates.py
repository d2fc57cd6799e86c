"""Who comes too often is asked to come back."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from tests.referral_api.conftest import PUBLIC_URL, House, OpenHouse
from tests.referral_api.shopify import payload
from tests.referral_api.stories import a_participant

from referral_api.domain.businesses.rates import Rates
from referral_api.routes.problems import MEDIA_TYPE
from referral_api.routes.tools import Tools

Limit = Callable[..., None]


@pytest.fixture
def limit(app: FastAPI, tools: Tools) -> Limit:
    """Limits the app from now on: `limit(key_rates=Rates(…))`."""

    def change(**rates: Rates) -> None:
        app.state.tools = replace(tools, **rates)

    return change


def few() -> Rates:
    return Rates(per_s=0.01, burst=2)


async def follow(app: FastAPI, path: str, peer: str, **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=app, client=(peer, 50_000))
    async with httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL) as visitor:
        return await visitor.get(path, headers=headers)


async def test_a_key_that_is_used_too_often_is_told_when_to_go_on(
    open_house: OpenHouse, limit: Limit
):
    one, other = await open_house(), await open_house()
    limit(key_rates=few())

    answers = [await one.get("/v1/business") for _ in range(3)]

    assert [each.status_code for each in answers] == [200, 200, 429]
    refused = answers[2]
    assert refused.headers["content-type"] == MEDIA_TYPE
    assert refused.json()["code"] == "rate_limited"
    assert 99 <= int(refused.headers["retry-after"]) <= 100
    assert (await other.get("/v1/business")).status_code == 200


async def test_nobody_uses_up_the_share_of_a_key_that_they_do_not_hold(
    house: House, visitor: httpx.AsyncClient, limit: Limit
):
    key = house.http.headers["authorization"]
    forged = {"Authorization": key[:-1] + ("0" if key[-1] != "0" else "1")}
    limit(key_rates=few())

    tried = [(await visitor.get("/v1/business", headers=forged)).status_code for _ in range(3)]

    assert tried == [401, 401, 429]
    assert (await house.get("/v1/business")).status_code == 200


async def test_webhooks_are_not_limited(shop: Any, limit: Limit):
    limit(key_rates=few(), link_rates=few())

    answers = [await shop.post(payload("orders_paid")) for _ in range(5)]

    assert {each.status_code for each in answers} == {202}


async def test_an_address_follows_only_so_many_links(app: FastAPI, house: House, limit: Limit):
    ana = await a_participant(house)
    path = f"/r/{house.slug}/{ana['code']}"
    limit(link_rates=few())

    answers = [await follow(app, path, "198.51.100.7") for _ in range(3)]

    assert [each.status_code for each in answers] == [302, 302, 429]
    assert 99 <= int(answers[2].headers["retry-after"]) <= 100
    assert answers[2].headers["content-type"].startswith("text/html")
    assert (await follow(app, path, "198.51.100.8")).status_code == 302


async def test_behind_a_proxy_of_ours_each_visitor_counts_for_themselves(
    app: FastAPI, house: House, limit: Limit
):
    ana = await a_participant(house)
    path = f"/r/{house.slug}/{ana['code']}"
    limit(link_rates=few())

    async def come(peer: str, forwarded: str) -> int:
        return (await follow(app, path, peer, **{"X-Forwarded-For": forwarded})).status_code

    behind = [await come("10.0.0.2", f"6.6.6.6, 198.51.100.{each}") for each in range(3)]
    lying = [await come("198.51.100.9", f"198.51.100.{each}") for each in range(10, 13)]

    assert behind == [302, 302, 302]
    assert lying == [302, 302, 429]

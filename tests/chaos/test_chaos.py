"""Everything is killed, frozen and cut off from everything else while sales, refunds and reviews
flow, and provider and mail server fail in every way: nothing is lost, nothing happens twice.

`make chaos` runs it at any size. The seed is in the output, and what was done.
"""

import asyncio
import json
import os
import random
import time
from collections import Counter
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
import pytest
from tests.chaos.audit import audit
from tests.chaos.mischief import Mischief
from tests.chaos.network.brokers import Brokers
from tests.chaos.operator import Operator
from tests.chaos.outside.provider import LIVE
from tests.chaos.stage import Stage
from tests.chaos.traffic import Told, Writers, facts
from tests.chaos.whereabouts import whereabouts
from tests.journeys.cluster import SERVICES

from goodword.errors import GoodwordError
from standalone.demo.shop import Shop
from standalone.demo.story import PROGRAM
from standalone.postgres import EmbeddedPostgres

SALES = int(os.environ.get("CHAOS_SALES", "300"))
TRANSPORTS = os.environ.get("CHAOS_TRANSPORT", "log kafka").split()
BROKERS = int(os.environ.get("CHAOS_BROKERS", "1"))
PERCENT = int(os.environ.get("CHAOS_PERCENT", "30"))
"""So many of all calls to the provider, and of all mails, go wrong."""

PAID = min(max(SALES // 10, 20), 1000)
"""So many sales of the shop whose holds end in the middle of it all, and of the live one."""

PARAMETERS = {
    "mail_hours": {"opens": "00:00", "closes": "24:00"},
    # Ana earns thousands, and nobody waits for a form of hers.
    "tax_forms": {"asked": False},
}
STORM_S = min(max(SALES / 100, 15), 120)
"""So long it goes on once the holds have ended: payouts and mails are in flight then."""

SETTLE_S = 240 + SALES / 50
"""A payout whose worker was killed is asked about after 75 s."""


MARKS = {"log": (), "kafka": pytest.mark.kafka}


@pytest.fixture(params=[pytest.param(one, marks=MARKS[one]) for one in TRANSPORTS])
def transport(request):
    if request.param == "kafka":
        request.getfixturevalue("kafka_programs")
    return request.param


@pytest.mark.timeout(SETTLE_S * 3 + SALES)
async def test_nothing_is_lost_and_nothing_happens_twice(transport, tmp_path):
    seed = int(os.environ.get("CHAOS_SEED") or random.randrange(10**6))
    print(f"CHAOS_SEED={seed} CHAOS_TRANSPORT={transport} CHAOS_SALES={SALES}", flush=True)
    async with AsyncExitStack() as held:
        settings = {"max_connections": "150"}
        server = await held.enter_async_context(
            EmbeddedPostgres(tmp_path / "pg", settings=settings)
        )
        brokers = None
        if transport == "kafka":
            kafka = Brokers(tmp_path / "kafka", BROKERS, SERVICES)
            brokers = await held.enter_async_context(kafka)
        stage = Stage(tmp_path, server, brokers, seed=seed, percent=PERCENT)
        await held.enter_async_context(stage)
        await storm(stage, seed, held)


async def storm(stage, seed, held):
    """Open three shops, let it all flow and break, and look what came of it."""
    began = time.monotonic()
    many, paid, live = shops = [
        await opened(stage, held, name) for name in ("many", "paid", "live")
    ]
    await pays_really(stage, live.shop)
    work = [
        *facts(many, max(SALES - 2 * PAID, 0), f"many {seed}"),
        *facts(paid, PAID, f"paid {seed}"),
        *facts(live, PAID, f"live {seed}"),
    ]
    random.Random(seed).shuffle(work)
    mischief, writers, operator = Mischief(stage, seed), Writers(), Operator(stage, [paid, live])
    async with raging(mischief):
        await writers.send_all(work)
    # A hold begins when it is earned. On Kafka a group waits 45 s for each member that was killed,
    # so this takes a calm.
    await insist(lambda: earned(paid))
    await insist(lambda: paid.shop.advance(days=31))
    async with raging(mischief):
        await asyncio.sleep(STORM_S)
    stormy_s = time.monotonic() - began
    await insist(stage.all_well)
    wrong = await settled(stage, shops, operator)
    report(stage, mischief, writers, operator)
    print(
        f"{stormy_s:.0f} s of storm, {time.monotonic() - began - stormy_s:.0f} s until it settled"
    )
    if wrong:
        print(*wrong, sep="\n")
        pytest.fail("\n".join([*wrong, await whereabouts(stage)]))


async def opened(stage, held, name):
    """A shop with a program of its own, in which Ana takes part."""
    client = httpx.AsyncClient(base_url=stage.front, timeout=httpx.Timeout(15))
    await held.enter_async_context(client)
    mode = "live" if name == "live" else "test"
    token = stage.operator_token
    about = {"mode": mode, "parameters": PARAMETERS, "contact_email": "owner@example.com"}
    shop = await Shop.open(client, token, f"Shop {name}", **about)
    program = await shop.publish(PROGRAM | {"hold_days": 0 if mode == "live" else 30})
    ana = await shop.join(program, "ana@example.com", "Ana Archer")
    return Told(shop, ana["code"])


async def pays_really(stage, shop):
    """The live shop's money is at Tremendous, which the provider plays, callbacks included."""
    products = {"gift_card": ["OKMHM2X2OHYV"]}
    await shop.put(
        "/v1/providers/tremendous", {"settings": {"api_key": LIVE, "products": products}}
    )
    made = await shop.post("/v1/connections", {"source": "tremendous", "name": "Tremendous"})
    told = {"url": f"{stage.front}/webhooks/{made['id']}", "secret": made["secret"]}
    (stage.folder / "callbacks.json").write_text(json.dumps(told))


@asynccontextmanager
async def raging(mischief):
    """Mischief for as long as the block takes."""
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(mischief.run(stop))
        try:
            yield
        finally:
            stop.set()


async def insist(work):
    """Do it until it succeeds: the API may be dead at any moment."""
    async with asyncio.timeout(SETTLE_S):
        while True:
            try:
                return await work()
            except (httpx.HTTPError, TimeoutError, GoodwordError, AssertionError):
                await asyncio.sleep(0.3)


async def earned(told):
    assert len(await told.shop.all_of("/v1/rewards")) == 2 * PAID


async def settled(stage, shops, operator):
    """What is wrong once nothing changes any more, or once it took too long."""
    _, paid, live = shops
    wrong = ["it was not looked at"]
    deadline = time.monotonic() + SETTLE_S
    while wrong and time.monotonic() < deadline:
        await operator.round()
        wrong = await audit(stage, shops, [paid, live])
        print(f"{time.strftime('%H:%M:%S')} {len(wrong)} to go, such as {wrong[:3]}", flush=True)
    return wrong


def report(stage, mischief, writers, operator):
    """What was done, and how often each thing went wrong."""
    print(*mischief.done, sep="\n")
    log = stage.folder / "faults.log"
    faults = Counter(log.read_text().splitlines()) if log.exists() else Counter()
    for what, counts in (
        ("deeds", mischief.counts),
        ("writers", writers.counts),
        ("provider", faults),
        ("mail server", stage.post.moods),
        ("operator", operator.counts),
    ):
        told = ", ".join(f"{name} {n}" for name, n in sorted(counts.items()))
        print(f"{what} ({counts.total()}): {told}")

"""All processes, PostgreSQL and Kafka are killed with -9, stopped and continued while sales flow.

Nothing is lost, nothing happens twice, the ledger balances. The seed and what was done are in the
failure's output.
"""

import asyncio
import os
import random
from contextlib import asynccontextmanager

import httpx
import pytest
from tests.chaos.mischief import Mischief
from tests.journeys.cluster import Cluster
from tests.journeys.observing import books, fetch, ledger

from goodword import ids
from goodword.errors import GoodwordError
from standalone.demo.orders import Order
from standalone.demo.shop import Shop
from standalone.demo.story import PROGRAM
from standalone.kafka import LocalKafka
from standalone.postgres import EmbeddedPostgres

SALES = int(os.environ.get("CHAOS_SALES", "5000"))
PARAMETERS = {
    "mail_hours": {"opens": "00:00", "closes": "24:00"},
    # Ana earns thousands, and nobody waits for a form of hers.
    "tax_forms": {"asked": False},
}
PAID = 150
"""Of these the hold ends in the middle of it all, so that payouts and mails are hit, too."""

WELCOMES = 2
"""Ana takes part in a program of both shops, and is sent the terms of each."""

SENT = "select count(*) as n from message where state in ('sent', 'unconfirmed')"
MESSAGES = "select state, count(*) as n from message group by 1"
SENDERS = 24
SETTLE_S = 300
"""A payout whose worker was killed is asked about after 75 s, and then with backoff."""

STORM_S = 15
"""So long it goes on once the hold has ended: payouts and mails are in flight then."""


@pytest.fixture(params=["log", pytest.param("kafka", marks=pytest.mark.kafka)])
def transport(request):
    if request.param == "kafka":
        request.getfixturevalue("kafka_programs")
    return request.param


@pytest.mark.timeout(900)
async def test_nothing_is_lost_and_nothing_happens_twice(transport, tmp_path):
    seed = int(os.environ.get("CHAOS_SEED", random.randrange(10**6)))
    print(f"CHAOS_SEED={seed}")
    sales = SALES if transport == "kafka" else SALES // 5
    async with EmbeddedPostgres(tmp_path / "pg", settings={"max_connections": "150"}) as server:
        if transport == "kafka":
            async with LocalKafka(tmp_path / "kafka") as broker:
                await storm(tmp_path, server, broker, seed, sales)
        else:
            await storm(tmp_path, server, None, seed, sales)


async def storm(folder, server, broker, seed, sales):
    kafka = broker.bootstrap if broker else None
    async with Cluster(folder, server, kafka=kafka) as cluster:
        timeout = httpx.Timeout(15)
        async with (
            httpx.AsyncClient(base_url=cluster.url, timeout=timeout) as many_client,
            httpx.AsyncClient(base_url=cluster.url, timeout=timeout) as paid_client,
        ):
            many = await Shop.open(many_client, cluster.operator_token, parameters=PARAMETERS)
            paid = await Shop.open(paid_client, cluster.operator_token, parameters=PARAMETERS)
            work = [*await orders(many, sales - PAID, "many"), *await orders(paid, PAID, "paid")]
            random.Random(seed).shuffle(work)
            mischief = Mischief(cluster, broker, seed)
            async with raging(mischief):
                await deliver_all(work)
            # A hold begins when it is earned. On Kafka a group waits 45 s for each member that was
            # killed, so this takes a calm.
            await insist(lambda: earned(paid, 2 * PAID))
            await insist(lambda: paid.advance(days=31))
            async with raging(mischief):
                await asyncio.sleep(STORM_S)
            print(f"{len(mischief.done)} deeds: {', '.join(mischief.done)}")
            await cluster.ready()
            await settle(cluster, many, paid, sales)


@asynccontextmanager
async def raging(mischief):
    """Mischief for as long as the block takes."""
    stop = asyncio.Event()
    task = asyncio.create_task(mischief.run(stop))
    try:
        yield
    finally:
        stop.set()
        await task


async def orders(shop, count, prefix):
    """So many signed orders with Ana's code, each twice."""
    ana = await shop.join(await shop.publish(PROGRAM), "ana@example.com", "Ana Archer")
    made = []
    for n in range(count):
        order = Order("79.90", f"{prefix}{n}@example.com", code=ana["code"])
        made.append((shop, shop.webhook("orders/paid", order.paid())))
        if n % 10 == 0:
            made.append((shop, shop.webhook("orders/create", order.paid())))
    return made


async def deliver_all(work):
    """Send each webhook until it is answered 2xx, as a shop would."""
    waiting = iter(work)

    async def sender():
        for shop, delivery in waiting:
            while not await accepted(shop, delivery):  # noqa: ASYNC110 - a shop knows no events
                await asyncio.sleep(0.2)

    async with asyncio.TaskGroup() as tasks:
        for _ in range(SENDERS):
            tasks.create_task(sender())


async def accepted(shop, delivery):
    try:
        answer = await shop.send(delivery)
    except httpx.HTTPError:
        return False
    assert answer.status_code in (202, 500, 503), answer.text
    return answer.status_code == 202


async def insist(work):
    """Do it until it succeeds: the API may be dead at any moment."""
    async with asyncio.timeout(SETTLE_S):
        while True:
            try:
                return await work()
            except (httpx.HTTPError, TimeoutError, GoodwordError, AssertionError):
                await asyncio.sleep(0.3)


async def earned(shop, count):
    assert len(await shop.all_of("/v1/rewards")) == count


async def settle(cluster, many, paid, sales):
    """Once all is calm, everything has happened exactly once."""
    try:
        async with asyncio.timeout(SETTLE_S):
            while not await all_done(cluster, sales):  # noqa: ASYNC110 - rows tell nobody
                await asyncio.sleep(1)
    except TimeoutError:
        pytest.fail(await whereabouts(cluster))
    rewards = await fetch(
        cluster, "rewards", "select state, count(*) as n from reward group by state order by state"
    )
    assert {row["state"]: row["n"] for row in rewards} == {
        "issued": 2 * PAID,
        "pending": 2 * (sales - PAID),
    }
    assert len(await books(cluster)) == 2 * PAID
    assert len(list(cluster.mail.glob("*.eml"))) == 2 * PAID + WELCOMES
    messages = await fetch(cluster, "notifier", MESSAGES)
    # Whose answer was lost twice is never said to be sent; it was kept once all the same.
    assert sum(row["n"] for row in messages) == 2 * PAID + WELCOMES
    assert {row["state"] for row in messages} <= {"sent", "unconfirmed"}
    for schema in ("referral", "rewards", "notifier"):
        assert await fetch(cluster, schema, "select * from parked_event") == []
    for shop, count in ((many, sales - PAID), (paid, PAID)):
        worth = 2 * 5000 * count
        kind = "handed_over" if shop is paid else "pending"
        assert await ledger(cluster, shop.business["id"]) == {"program_expense": worth, kind: worth}
        sums = await fetch(
            cluster,
            "referral",
            "select count(*) as n from sale where business_id = $1",
            ids.read("biz", shop.business["id"]),
        )
        assert sums[0]["n"] == count


async def all_done(cluster, sales):
    counts = await fetch(
        cluster,
        "rewards",
        """select count(*) as rewards, count(*) filter (where state = 'issued') as issued
           from reward""",
    )
    sent = await fetch(cluster, "notifier", SENT)
    return (counts[0]["rewards"], counts[0]["issued"], sent[0]["n"]) == (
        2 * sales,
        2 * PAID,
        2 * PAID + WELCOMES,
    )


STANDING = {
    "referral": (
        "select 'delivery ' || status as what, count(*) as n from delivery group by 1",
        "select 'parked ' || state || ' ' || type || ' ' || coalesce(error, '') as what,"
        " count(*) as n from parked_event group by 1",
    ),
    "rewards": (
        "select 'reward ' || state as what, count(*) as n from reward group by 1",
        "select 'payout ' || state as what, count(*) as n from payout group by 1",
        "select 'job ' || kind || ' ' || state || ' ' || coalesce(last_error, '') as what,"
        " count(*) as n from job where state <> 'done' group by 1",
        "select 'parked ' || state || ' ' || type || ' ' || coalesce(error, '') as what,"
        " count(*) as n from parked_event group by 1",
    ),
    "notifier": (
        "select 'message ' || state as what, count(*) as n from message group by 1",
        "select 'job ' || kind || ' ' || state || ' ' || coalesce(last_error, '') as what,"
        " count(*) as n from job where state <> 'done' group by 1",
        "select 'parked ' || state || ' ' || type || ' ' || coalesce(error, '') as what,"
        " count(*) as n from parked_event group by 1",
    ),
}


async def whereabouts(cluster):
    """Where everything is that has not arrived."""
    lines = []
    for schema, queries in STANDING.items():
        for query in queries:
            rows = await fetch(cluster, schema, query)
            lines += [f"{schema}: {row['n']} {row['what']}" for row in rows]
    logs = [f"{name}:\n{cluster.log(name)[-1500:]}" for name in cluster.processes]
    return "\n".join(["It did not settle.", *lines, *logs])

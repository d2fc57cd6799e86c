"""Each process is restarted in turn while orders come: no request fails, nothing is lost."""

import asyncio
import signal

import httpx
from tests.deploy.balancer import Balancer
from tests.journeys.cluster import Cluster
from tests.journeys.observing import fetch

from standalone.demo.orders import Order
from standalone.demo.shop import Shop
from standalone.demo.story import PROGRAM

SENDERS = 3
PACE_S = 0.1
DRAIN_S = "5"
ONE, TWO = "referral-api", "referral-api 2"


class Load:
    """Orders, one after another from each sender, as long as it runs."""

    def __init__(self, shop: Shop, code: str) -> None:
        self.shop = shop
        self.code = code
        self.accepted = 0
        self.failed: list[str] = []

    async def run(self, stop: asyncio.Event) -> None:
        async with asyncio.TaskGroup() as tasks:
            for sender in range(SENDERS):
                tasks.create_task(self._send(sender, stop))

    async def _send(self, sender: int, stop: asyncio.Event) -> None:
        number = 0
        while not stop.is_set():
            order = Order("79.90", f"buyer{sender}.{number}@example.com", code=self.code)
            number += 1
            try:
                answer = await self.shop.send(self.shop.webhook("orders/paid", order.paid()))
            except httpx.HTTPError as error:
                self.failed.append(repr(error))
                continue
            if answer.status_code != 202:
                self.failed.append(answer.text)
            else:
                self.accepted += 1
            await asyncio.sleep(PACE_S)  # a shop does not sell as fast as it can send

    async def more(self, count: int) -> None:
        """Wait until so many more were accepted."""
        until = self.accepted + count
        async with asyncio.timeout(120):
            while self.accepted < until:  # noqa: ASYNC110 - it only counts
                await asyncio.sleep(0.05)


async def test_a_rolling_restart_under_load_fails_no_request_and_loses_nothing(
    postgres_server, tmp_path
):
    services = (ONE, TWO, "rewards-worker", "notifier")
    async with Cluster(
        tmp_path, postgres_server, services=services, GOODWORD_DRAIN_S=DRAIN_S
    ) as cluster:
        ports = {ONE: cluster.port, TWO: cluster.ports[TWO]}
        asked = {
            port: f"http://127.0.0.1:{cluster.operations[name]}/health/ready"
            for name, port in ports.items()
        }
        async with Balancer(asked).running() as balancer:
            await balancer.until(set(ports.values()))
            url = f"http://127.0.0.1:{balancer.port}"
            async with httpx.AsyncClient(base_url=url, timeout=60) as client:
                shop = await Shop.open(client, cluster.operator_token)
                ana = await shop.join(await shop.publish(PROGRAM), "ana@example.com", "Ana Archer")
                load = Load(shop, ana["code"])
                await restart_each(cluster, balancer, ports, load)

        assert load.failed == []
        await settled(cluster, load.accepted)


async def restart_each(cluster, balancer, ports, load):
    stop = asyncio.Event()
    sending = asyncio.create_task(load.run(stop))
    try:
        for name in cluster.services:
            await load.more(10)
            process = cluster.processes[name]
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), 90) == 0, cluster.log(name)[-3000:]
            await load.more(10)
            await cluster.start(name)
            await cluster.ready()
            await balancer.until(set(ports.values()))
        await load.more(10)
    finally:
        stop.set()
        await sending


async def settled(cluster, sales):
    """Each accepted order became one sale with two rewards, and nothing is put aside."""
    wanted = {"rewards": 2 * sales, "pending": 2 * sales}
    query = """select count(*) as rewards, count(*) filter (where state = 'pending') as pending
               from reward"""
    async with asyncio.timeout(120):
        while (found := dict((await fetch(cluster, "rewards", query))[0])) != wanted:
            assert found["rewards"] <= wanted["rewards"]
            await asyncio.sleep(0.2)
    counted = await fetch(cluster, "referral", "select count(*) as n from sale")
    assert counted[0]["n"] == sales
    for schema in ("referral", "rewards", "notifier"):
        assert await fetch(cluster, schema, "select * from parked_event") == []

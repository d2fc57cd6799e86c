"""Sales that flow through everything: a shop's webhooks in, two rewards of each in the ledger."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import httpx
from tests.bench.cpu import used_s
from tests.bench.load import post_all, request
from tests.journeys.cluster import SERVICES, Cluster

from goodword.database.roles import on
from standalone.demo.orders import Order
from standalone.demo.shop import Shop
from standalone.demo.story import PROGRAM
from standalone.postgres import EmbeddedPostgres

CLIENTS = 16
REFERRERS = 100
WARM_UP = 1000
POLL_S = 0.1
LIMIT_S = 600


@dataclass
class Flow:
    """A business whose customers buy with codes; `database` is the superuser's connection."""

    server: EmbeddedPostgres
    cluster: Cluster
    shop: Shop
    codes: list[str]
    database: asyncpg.Connection
    buyers: "itertools.count[int]" = field(default_factory=itertools.count)

    async def settle(self) -> None:
        """Let the services be warm, what was loaded be on the disk, and PostgreSQL know how big its
        tables are, as it does a minute later by itself."""
        await self.rate(WARM_UP)
        await self.database.execute("vacuum analyze")
        await self.database.execute("checkpoint")

    def cpu_s(self) -> float:
        """What all services and PostgreSQL have used until now, in seconds."""
        services = (self.cluster.processes[service].pid for service in SERVICES)
        return used_s(*services, self.server.pid)

    async def rate(self, sales: int) -> float:
        """So many sales a second became rewards, as fast as it goes."""
        before = await self.transfers()
        wires = self.orders(sales)
        began = time.perf_counter()
        await post_all(self.cluster.url, wires, clients=CLIENTS)
        async with asyncio.timeout(LIMIT_S):
            while await self.transfers() < before + 2 * sales:  # noqa: ASYNC110
                await asyncio.sleep(POLL_S)
        return sales / (time.perf_counter() - began)

    def orders(self, count: int) -> list[bytes]:
        """So many paid orders, each of another buyer, signed."""
        path = f"{self.cluster.url}/webhooks/{self.shop.connection['id']}"
        made = []
        for n in itertools.islice(self.buyers, count):
            order = Order("79.90", f"ben{n}@example.com", code=self.codes[n % REFERRERS])
            delivery = self.shop.webhook("orders/paid", order.paid())
            made.append(request(path, delivery.headers, delivery.body))
        return made

    async def transfers(self) -> int:
        """Rewards in the ledger: those of the business of this flow are all there are."""
        return int(await self.database.fetchval("select count(*) from rewards.transfer"))


@asynccontextmanager
async def flowing(server: EmbeddedPostgres, home: Path) -> AsyncIterator[Flow]:
    """All services as processes of their own, with a program and a hundred who share its codes."""
    home.mkdir()
    async with (
        Cluster(home, server) as cluster,
        httpx.AsyncClient(base_url=cluster.url, timeout=60) as client,
    ):
        shop = await Shop.open(client, cluster.operator_token)
        program = await shop.publish(PROGRAM)
        codes = [
            (await shop.join(program, f"ana{n}@example.com", "Ana Archer"))["code"]
            for n in range(REFERRERS)
        ]
        database = await asyncpg.connect(on(server.admin_url, cluster.database), ssl=False)
        try:
            yield Flow(server, cluster, shop, codes, database)
        finally:
            await database.close()

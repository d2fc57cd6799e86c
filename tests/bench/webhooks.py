"""Accepting webhooks: verify, drop repeats, durable commit, 202; one API process, 64 clients.

Against pgbench writing the same rows, one transaction each, from 64 clients on the same server.
The topic is one that nobody applies, so that nothing but accepting is measured.
"""

from pathlib import Path

import httpx
from tests.bench.cpu import used_s
from tests.bench.load import post_all, request
from tests.bench.pgbench import pgbench
from tests.bench.report import Report
from tests.journeys.cluster import Cluster

from standalone.demo.orders import Order
from standalone.demo.shop import Shop
from standalone.postgres import EmbeddedPostgres

CLIENTS = 64
REQUESTS = 20_000
WARM_UP = 2_000
HALF_SECONDS = 8
TOPIC = "checkouts/update"

SCRIPT = """insert into delivery (business_id, id, connection_id, external_id, topic, status, raw,
    headers) select business_id, gen_random_uuid(), connection_id, gen_random_uuid()::text, topic,
    'ignored', raw, headers from pattern;
"""


async def measure(
    server: EmbeddedPostgres, folder: Path, report: Report, size: int = REQUESTS
) -> None:
    home = folder / "webhooks"
    home.mkdir()
    async with Cluster(home, server, services=("referral-api",)) as cluster:
        async with httpx.AsyncClient(base_url=cluster.url, timeout=60) as client:
            shop = await Shop.open(client, cluster.operator_token)
        wires = requests(shop, cluster.url, WARM_UP + size)
        await post_all(cluster.url, wires[:WARM_UP], clients=CLIENTS)
        api = cluster.processes["referral-api"].pid
        before = used_s(api, server.pid)
        ours = await post_all(cluster.url, wires[WARM_UP:], clients=CLIENTS)
        cost = used_s(api, server.pid) - before
        assert set(ours.statuses) == {202}, ours.statuses
        half = ours.rate / 2
        calm = requests(shop, cluster.url, int(half * HALF_SECONDS))
        at_half = await post_all(cluster.url, calm, clients=CLIENTS, rate=half)
        memory = cluster.resident_mib("referral-api")
        await _pattern(cluster)
        url = f"{cluster.database_url('goodword_referral_owner')}?options=-csearch_path%3Dreferral"
        before = used_s(server.pid)
        reference = await pgbench(url, SCRIPT, home, clients=CLIENTS)
        reference_cost = used_s(server.pid) - before
        calm_reference = await pgbench(url, SCRIPT, home, clients=CLIENTS, rate=half)
    report.rate("webhooks accepted, 64 clients", ours.rate, reference.rate, 1.0)
    report.cost(
        "CPU of one, in the API and PostgreSQL", cost / size, reference_cost / reference.count, 1.0
    )
    report.latency(f"accept p99 at {half:,.0f}/s", at_half.p99_s, calm_reference.p99_s, 5)
    report.size("referral-api after that", memory, 200)


def requests(shop: Shop, url: str, count: int) -> list[bytes]:
    """So many different signed webhooks."""
    path = f"{url}/webhooks/{shop.connection['id']}"
    made = []
    for n in range(count):
        order = Order(total="79.90", buyer_email=f"ben{n}@example.com", code="ANA20")
        delivery = shop.webhook(TOPIC, order.paid())
        made.append(request(path, delivery.headers, delivery.body))
    return made


async def _pattern(cluster: Cluster) -> None:
    """One row like those that we wrote, for pgbench to write again."""
    await cluster.execute(
        "referral",
        """create table pattern as select business_id, connection_id, topic, raw, headers
           from delivery limit 1""",
    )

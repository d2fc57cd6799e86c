"""Delivery → sale → reward in the ledger, all processes and PostgreSQL on this machine.

Against pgbench writing the very same rows, one transaction per sale: every table that grew is
copied, and a transaction inserts one sale's share of each copy into an empty table like it.
"""

import asyncio
import time
from pathlib import Path

import asyncpg
import httpx
from tests.bench.load import post_all, request
from tests.bench.pgbench import pgbench
from tests.bench.report import Report
from tests.journeys.cluster import SERVICES, Cluster

from goodword.database.roles import on
from standalone.demo.orders import Order
from standalone.demo.shop import Shop
from standalone.demo.story import PROGRAM
from standalone.postgres import EmbeddedPostgres

SALES = 4_000
CLIENTS = 16
REFERRERS = 100
POLL_S = 0.1
LIMIT_S = 300

_GROWN = """
    select n.nspname as schema, c.relname as name from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('referral', 'rewards', 'notifier', 'bus') and not c.relispartition
      and c.relkind in ('r', 'p') and c.relname not in ('alembic_version', 'reader', 'cursor')
"""


async def measure(server: EmbeddedPostgres, folder: Path, report: Report) -> None:
    home = folder / "pipeline"
    home.mkdir()
    async with Cluster(home, server) as cluster:
        async with httpx.AsyncClient(base_url=cluster.url, timeout=60) as client:
            shop = await Shop.open(client, cluster.operator_token)
            program = await shop.publish(PROGRAM)
            codes = [
                (await shop.join(program, f"ana{n}@example.com", "Ana Archer"))["code"]
                for n in range(REFERRERS)
            ]
            path = f"{cluster.url}/webhooks/{shop.connection['id']}"
            wires = []
            for n in range(SALES):
                order = Order("79.90", f"ben{n}@example.com", code=codes[n % REFERRERS])
                delivery = shop.webhook("orders/paid", order.paid())
                wires.append(request(path, delivery.headers, delivery.body))
            connection = await asyncpg.connect(on(server.admin_url, cluster.database), ssl=False)
            began = time.perf_counter()
            await post_all(cluster.url, wires, clients=CLIENTS)
            await _rewarded(connection)
            ours = SALES / (time.perf_counter() - began)
        memory = {service: cluster.resident_mib(service) for service in SERVICES}
    script = await _same_rows(connection)
    await connection.close()
    url = on(server.admin_url, cluster.database)
    reference = await pgbench(url, script, home, clients=CLIENTS, transactions=SALES)
    report.rate("delivery → sale → two rewards", ours, reference.rate, 0.5)
    for service, mib in memory.items():
        report.size(f"{service} under that load", mib, 200)


async def _rewarded(connection: asyncpg.Connection) -> None:
    async with asyncio.timeout(LIMIT_S):
        while await connection.fetchval("select count(*) from rewards.transfer") < 2 * SALES:  # noqa: ASYNC110
            await asyncio.sleep(POLL_S)


async def _same_rows(connection: asyncpg.Connection) -> str:
    """The script of a transaction that writes one sale's rows."""
    await connection.execute("create schema again; create sequence again.turn")
    script = ["begin;", "select nextval('again.turn') as n \\gset"]
    for table in await connection.fetch(_GROWN):
        name = f"{table['schema']}.{table['name']}"
        rows = await connection.fetchval(f"select count(*) from {name}")
        share = round(rows / SALES)
        if not share:
            continue
        copy = f"again.{table['schema']}_{table['name']}"
        await connection.execute(f"""
            create table {copy}_rows as select row_number() over () as n, t.* from {name} t;
            create unique index on {copy}_rows (n);
            create table {copy} (like {name} including all);
        """)
        columns = await connection.fetch(
            """select column_name from information_schema.columns
               where table_schema = $1 and table_name = $2 and is_generated = 'NEVER'
                 and is_identity = 'NO'""",
            table["schema"],
            table["name"],
        )
        listed = ", ".join(f'"{column["column_name"]}"' for column in columns)
        script.append(
            f"insert into {copy} ({listed}) select {listed} from {copy}_rows "
            f"where n > (:n - 1) * {share} and n <= :n * {share};"
        )
    await connection.execute("vacuum analyze")
    return "\n".join([*script, "commit;", ""])

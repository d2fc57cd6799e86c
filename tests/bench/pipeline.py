"""Delivery → sale → reward in the ledger, all processes and PostgreSQL on this machine.

Against pgbench writing the very same rows, one transaction per sale: every table that grew is
copied, and a transaction inserts one sale's share of each copy into an empty table like it.
"""

from pathlib import Path

import asyncpg
from tests.bench.cpu import used_s
from tests.bench.flow import CLIENTS, WARM_UP, flowing
from tests.bench.pgbench import pgbench
from tests.bench.report import Report
from tests.journeys.cluster import SERVICES

from goodword.database.roles import on
from standalone.postgres import EmbeddedPostgres

SALES = 4_000

_GROWN = """
    select n.nspname as schema, c.relname as name from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('referral', 'rewards', 'notifier', 'bus') and not c.relispartition
      and c.relkind in ('r', 'p') and c.relname not in ('alembic_version', 'reader', 'cursor')
"""


async def measure(
    server: EmbeddedPostgres, folder: Path, report: Report, size: int = SALES
) -> None:
    home = folder / "pipeline"
    async with flowing(server, home) as flow:
        await flow.settle()
        before = flow.cpu_s()
        ours = await flow.rate(size)
        cost = flow.cpu_s() - before
        memory = {service: flow.cluster.resident_mib(service) for service in SERVICES}
    url = on(server.admin_url, flow.cluster.database)
    connection = await asyncpg.connect(url, ssl=False)
    script = await _same_rows(connection, size + WARM_UP)
    await connection.close()
    before = used_s(server.pid)
    reference = await pgbench(url, script, home, clients=CLIENTS, transactions=size)
    reference_cost = used_s(server.pid) - before
    report.rate("delivery → sale → two rewards", ours, reference.rate, 0.5)
    report.cost("CPU of one, in all processes", cost / size, reference_cost / reference.count, 0.5)
    for service, mib in memory.items():
        report.size(f"{service} under that load", mib, 200)


async def _same_rows(connection: asyncpg.Connection, sales: int) -> str:
    """The script of a transaction that writes one sale's rows."""
    await connection.execute("create schema again; create sequence again.turn")
    script = ["begin;", "select nextval('again.turn') as n \\gset"]
    for table in await connection.fetch(_GROWN):
        name = f"{table['schema']}.{table['name']}"
        rows = await connection.fetchval(f"select count(*) from {name}")
        share = round(rows / sales)
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

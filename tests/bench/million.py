"""Throughput with millions of referrals in the database, against ten thousand, of the same flow.

The referrals are those that sales leave behind, written by a few statements: each is a prospect
with an address, who bought, and whom the workers know too.
"""

from pathlib import Path

import asyncpg
from tests.bench.flow import REFERRERS, WARM_UP, flowing
from tests.bench.report import Report

from standalone.postgres import EmbeddedPostgres

FEW = 10_000
MANY = 5_000_000
SALES = 2_000
PIECE = 500_000
"""Rows that one transaction writes of a table."""

_COPIED = (
    ("referral.person", {"id": "prospect_id"}),
    ("referral.person_identifier", {"person_id": "prospect_id", "value": "address"}),
    (
        "referral.referral",
        {"id": "referral_id", "prospect_id": "prospect_id", "referrer_id": "referrer_id"},
    ),
    (
        "referral.sale",
        {
            "id": "sale_id",
            "buyer_id": "prospect_id",
            "referral_id": "referral_id",
            "external_id": "address",
        },
    ),
    ("rewards.person", {"person_id": "prospect_id", "email": "address"}),
    ("rewards.sale", {"sale_id": "sale_id"}),
    ("notifier.person", {"person_id": "prospect_id", "email": "address"}),
)
"""Tables, each with the columns in which one referral differs from another."""

_PATTERN = """
    create schema many;
    create table many.referrer as
        select person_id as referrer_id, row_number() over () - 1 as turn from referral.participant;
    create table many.pattern as
        select r.business_id, r.id as referral_id, r.prospect_id, s.id as sale_id
        from referral.referral r join referral.sale s on s.referral_id = r.id limit 1;
"""
_NUMBERED = """
    create table many.piece as
    select uuidv7() as referral_id, uuidv7() as prospect_id, uuidv7() as sale_id,
           'many' || n || '@example.com' as address, referrer_id
    from generate_series({begin}, {end}) n join many.referrer on turn = n % {referrers}
"""
_ONE_OF = {
    "referral.person": "t.id = p.prospect_id",
    "referral.person_identifier": "t.person_id = p.prospect_id and t.kind = 'email'",
    "referral.referral": "t.id = p.referral_id",
    "referral.sale": "t.id = p.sale_id",
    "rewards.person": "t.person_id = p.prospect_id",
    "rewards.sale": "t.sale_id = p.sale_id",
    "notifier.person": "t.person_id = p.prospect_id",
}
"""Which row of each table belongs to the referral that is copied."""


async def measure(server: EmbeddedPostgres, folder: Path, report: Report, size: int = MANY) -> None:
    async with flowing(server, folder / "million") as flow:
        await flow.rate(WARM_UP)
        await flow.database.execute(_PATTERN)
        await _fill(flow.database, 1, FEW)
        await flow.settle()
        few = await flow.rate(SALES)
        for begin in range(FEW + 1, size + 1, PIECE):
            await _fill(flow.database, begin, min(begin + PIECE - 1, size))
        await flow.settle()
        many = await flow.rate(SALES)
        referrals = await flow.database.fetchval("select count(*) from referral.referral")
    report.rate(f"the same with {referrals:,} referrals, against {FEW:,}", many, few, 0.8)


async def _fill(connection: asyncpg.Connection, begin: int, end: int) -> None:
    """Write the referrals of these numbers: their keys are right, so nobody needs to look."""
    async with connection.transaction():
        await connection.execute("set local session_replication_role = replica")
        await connection.execute("drop table if exists many.piece")
        numbered = _NUMBERED.format(begin=begin, end=end, referrers=REFERRERS)
        await connection.execute(numbered)
        for table, differing in _COPIED:
            await connection.execute(await _copying(connection, table, differing))


async def _copying(connection: asyncpg.Connection, table: str, differing: dict[str, str]) -> str:
    schema, _, name = table.partition(".")
    columns = await connection.fetch(
        """select column_name from information_schema.columns
           where table_schema = $1 and table_name = $2 and is_generated = 'NEVER'""",
        schema,
        name,
    )
    names = [column["column_name"] for column in columns]
    given = ", ".join(
        f"m.{differing[each]}" if each in differing else f't."{each}"' for each in names
    )
    listed = ", ".join(f'"{each}"' for each in names)
    return f"""
        insert into {table} ({listed}) select {given}
        from many.pattern p join {table} t on t.business_id = p.business_id and {_ONE_OF[table]}
        cross join many.piece m
    """

"""A service's database as its app role meets it: version, migrations, clock, connections."""

import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Row, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.bus.schema import BUS
from goodword.database import Database, ServiceSchema
from goodword.doctor.finding import Finding
from goodword.settings import Settings

OLDEST_VERSION = 140_000
"""PostgreSQL 14, the first that knows `create or replace trigger`."""

SKEW_S = 5.0
"""Leases and signatures allow for more; who is off by this much is not kept by NTP."""

OVERFLOW = 5
"""Connections beyond the pool's size that each process may open (`goodword.database`)."""

USED_UP = 0.9

# Not qualified, as everywhere in our own SQL.
_CLOCK = text("select extract(epoch from clock_timestamp())::float8")
_VERSION = text("select current_setting('server_version_num')::int")
_CONNECTIONS = text("""
    select current_setting('max_connections')::int
             - current_setting('superuser_reserved_connections')::int as of_server,
           (select sum(numbackends) from pg_stat_database)::int as used_of_server,
           nullif(d.datconnlimit, -1) as of_database,
           (select numbackends from pg_stat_database where datname = d.datname)::int
             as used_of_database,
           nullif(r.rolconnlimit, -1) as of_role
    from pg_database d, pg_roles r
    where d.datname = current_database() and r.rolname = current_user
""")


async def look_at_migrations(db: Database, schema: ServiceSchema) -> AsyncIterator[Finding]:
    """Whether the tables of a service and of the log are those that this version knows."""
    for each in (BUS, schema):
        found = await _migrated_to(db, each)
        scripts = _scripts(each)
        if found == scripts.get_current_head():
            continue
        known = {script.revision for script in scripts.walk_revisions()}
        if found is None or found in known:
            sentence = f"The schema {each.name} is at {found or 'no migration'}, and this version"
            yield Finding(
                "migrations_missing", db.service, f"{sentence} wants {scripts.get_current_head()}."
            )
        else:
            sentence = f"The schema {each.name} is at {found}, which this version does not know."
            yield Finding("migrations_unknown", db.service, sentence)


def _scripts(schema: ServiceSchema) -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(schema.migrations))
    return ScriptDirectory.from_config(config)


async def _migrated_to(db: Database, schema: ServiceSchema) -> str | None:
    """The revision that the database is at; None where there is none, or we may not see it yet."""
    at = text(f"select version_num from {schema.name}.alembic_version")  # noqa: S608 - our own name
    try:
        async with db.begin() as session:
            found = await session.scalar(at)
    except ProgrammingError:  # no such table, or a version that did not let app roles see it
        return None
    return None if found is None else str(found)


async def look_at_server(db: Database, settings: Settings) -> AsyncIterator[Finding]:
    """Its version, its clock beside ours, and whether there are connections enough."""
    async with db.begin() as session:
        version = await session.scalar(_VERSION)
        skew_s = await _skew(session)
        row = (await session.execute(_CONNECTIONS)).one()
    for finding in (
        *of_version(db.service, int(version or 0)),
        *_of_skew(db.service, skew_s),
        *_of_connections(db.service, settings.pool_size + OVERFLOW, row),
    ):
        yield finding


def of_version(service: str, version: int) -> Iterator[Finding]:
    """`version` as PostgreSQL counts: 180001 is 18.1."""
    if version < OLDEST_VERSION:
        yield Finding("database_too_old", service, f"PostgreSQL is {version // 10_000}.")


async def _skew(session: AsyncSession) -> float:
    """Seconds by which the database's clock is ahead; the way there and back counts for neither."""
    before = time.time()
    there = float(await session.scalar(_CLOCK) or 0)
    after = time.time()
    if before <= there <= after:
        return 0.0
    return there - after if there > after else there - before


def _of_skew(service: str, skew_s: float) -> Iterator[Finding]:
    if abs(skew_s) > SKEW_S:
        ahead = "ahead of" if skew_s > 0 else "behind"
        sentence = f"The database's clock is {abs(skew_s):.0f} s {ahead} that of this machine."
        yield Finding("clock_differs", service, sentence)


def _of_connections(service: str, wanted: int, row: Row[Any]) -> Iterator[Finding]:
    allowed = min(
        limit for limit in (row.of_server, row.of_database, row.of_role) if limit is not None
    )
    if allowed < wanted:
        sentence = f"A process may open {wanted} connections, and PostgreSQL lets {allowed} in."
        yield Finding("connections_few", service, sentence)
    for used, limit in (
        (row.used_of_server, row.of_server),
        (row.used_of_database, row.of_database),
    ):
        if limit is not None and used > USED_UP * limit:
            sentence = f"{used} of {limit} connections are in use."
            yield Finding("connections_used_up", service, sentence)
            return

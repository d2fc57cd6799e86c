"""A filled database of the version before is brought to this one while statements of that version
go on: each names every column that its tables had, on every table, before, during and after.

Code of the version before is not here to be run; what is shown is that all it may say to a table
that it knows (insert, select, update) is still understood, and that no row is lost or changed.
Columns that the newest migration takes away by a `contract` are those that it never names.
"""

import asyncio
from dataclasses import dataclass

import asyncpg
from alembic import command
from tests.fixtures.any_row import insert
from tests.fixtures.database import Databases
from tests.fixtures.rows import superuser

from goodword.bus.schema import installed_schemas
from goodword.database import is_retryable
from goodword.database.migrating import _alembic, connected, migrate

_TABLES = """
    select format('%I.%I', n.nspname, c.relname) as name,
           array(select quote_ident(attname) from pg_attribute a
                 where a.attrelid = c.oid and attnum > 0 and not attisdropped
                   and attidentity <> 'a' and attgenerated = '' and attname <> 'business_id'
                 order by attnum) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and n.nspname = any($1)
      and exists (select from pg_attribute b where b.attrelid = c.oid
                  and b.attname = 'business_id' and not b.attisdropped)
    order by 1
"""
_LIMITS = """
    set session_replication_role = replica; set lock_timeout = '5s'; set statement_timeout = '30s'
"""


@dataclass(frozen=True)
class Known:
    """A table as the version before knows it; `first` is the row that it begins with."""

    name: str
    columns: list[str]
    first: asyncpg.Record

    @property
    def listed(self) -> str:
        return ", ".join(self.columns)

    @property
    def select(self) -> str:
        return f"select business_id, {self.listed} from {self.name} where business_id = $1"

    @property
    def copy(self) -> str:
        """The same row of another business; not where it may be there only once."""
        return (
            f"insert into {self.name} (business_id, {self.listed})"
            f" select gen_random_uuid(), {self.listed} from {self.name} where business_id = $1"
            " on conflict do nothing"
        )

    @property
    def update(self) -> str:
        same = ", ".join(f"{column} = {column}" for column in self.columns)
        return f"update {self.name} set {same} where business_id = $1"


async def go_back(databases: Databases) -> None:
    """To the version before of each schema."""
    for schema in installed_schemas():
        async with connected(databases.owner_url(schema.name), schema) as connection:
            await connection.run_sync(_alembic, schema, command.downgrade, "-1")


async def filled(connection: asyncpg.Connection) -> list[Known]:
    """A row in every table that takes one of any kind."""
    known = []
    schemas = [schema.name for schema in installed_schemas()]
    for name, all_columns in await connection.fetch(_TABLES, schemas):
        try:
            await insert(connection, name)
        except asyncpg.IntegrityConstraintViolationError:
            continue
        columns = still_named(name, all_columns)
        row = await connection.fetchrow(f"select business_id, {', '.join(columns)} from {name}")
        known.append(Known(name, columns, row))
    return known


def still_named(table: str, columns: list[str]) -> list[str]:
    """What the version before names of a table: all, or what is left after a dated contract."""
    schema_name, _, name = table.partition(".")
    schema = next(each for each in installed_schemas() if each.name == schema_name)
    newest = max(schema.migrations.glob("versions/0*.py")).read_text()
    if "\ncontract = " not in newest:
        return columns
    return [each for each in columns if each.strip('"') in schema.metadata.tables[name].columns]


class OldCode:
    """Says all that it may to all tables, again and again; `copies` is what it was told is kept."""

    def __init__(self, databases: Databases, known: list[Known]) -> None:
        self.databases = databases
        self.known = known
        self.copies = {table.name: 0 for table in known}
        self.rounds = 0
        self.failed: list[str] = []

    async def run(self, stop: asyncio.Event) -> None:
        async with superuser(self.databases) as connection:
            await connection.execute(_LIMITS)
            while not stop.is_set():
                for table in self.known:
                    await self._say(connection, table)
                self.rounds += 1

    async def _say(self, connection: asyncpg.Connection, table: Known) -> None:
        business = table.first["business_id"]
        for statement in (table.copy, table.update, table.select):
            try:
                done = await connection.execute(statement, business)
            except Exception as error:
                if not is_retryable(error):  # a lock that came too late is asked for again
                    self.failed.append(f"{statement}: {error!r}")
            else:
                self.copies[table.name] += int(done.split()[-1]) if statement == table.copy else 0


async def more_rounds(old: OldCode, count: int) -> None:
    until = old.rounds + count
    async with asyncio.timeout(240):
        while old.rounds < until:  # noqa: ASYNC110 - it only counts
            await asyncio.sleep(0.01)


async def test_the_version_before_goes_on_while_its_database_is_brought_to_this_one(
    databases_of_its_own,
):
    await go_back(databases_of_its_own)
    async with superuser(databases_of_its_own) as connection:
        await connection.execute(_LIMITS)
        known = await filled(connection)
        old, stop = OldCode(databases_of_its_own, known), asyncio.Event()
        schemas = installed_schemas()
        urls = {schema.name: databases_of_its_own.owner_url(schema.name) for schema in schemas}
        going_on = asyncio.create_task(old.run(stop))
        try:
            await more_rounds(old, 1)

            await migrate(schemas, urls)

            await more_rounds(old, 1)
        finally:
            stop.set()
            await going_on

        assert old.failed == []
        assert len(known) > 40
        for table in known:
            business = table.first["business_id"]
            assert await connection.fetchrow(table.select, business) == table.first
            count = await connection.fetchval(f"select count(*) from {table.name}")
            assert count == 1 + old.copies[table.name]
        assert sum(old.copies.values()) > len(known) / 2

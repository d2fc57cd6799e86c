"""Migrations: each schema has its own history, in its own folder, run by its owner."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from alembic import command, context
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.schema import SchemaItem

from goodword.database import rights
from goodword.database.schema import ServiceSchema
from goodword.errors import GoodwordError

_ONE_AT_A_TIME = text("select pg_advisory_lock(hashtext('goodword migrate'))")


async def migrate(
    schemas: Sequence[ServiceSchema], owner_urls: Mapping[str, str], *, settle: bool = True
) -> None:
    """Bring each schema to its newest version and settle its rights; `bus` must come first.

    `owner_urls` are the owners' database URLs by schema. Several processes may do this at once.
    Rights are those of the tables as the code has them, which no migration may have made yet: a
    developer's tools leave them unsettled.
    """
    for schema in schemas:
        async with connected(owner_urls[schema.name], schema) as connection:
            await connection.execute(_ONE_AT_A_TIME)
            await connection.commit()
            await connection.run_sync(_alembic, schema, command.upgrade, "head")
            for statement in rights.statements(schema) if settle else ():
                await connection.exec_driver_sql(statement)
            await connection.commit()


async def unmigrated(schemas: Sequence[ServiceSchema], owner_urls: Mapping[str, str]) -> list[str]:
    """A sentence for each schema whose tables differ from what its migrations make."""
    found = []
    for schema in schemas:
        async with connected(owner_urls[schema.name], schema) as connection:
            try:
                await connection.run_sync(_alembic, schema, command.check)
            except CommandError as error:
                found.append(f"{schema.name}: {error}")
    return found


async def write_migration(schema: ServiceSchema, owner_url: str, message: str) -> None:
    """Write the next migration of `schema` from the difference between tables and database."""
    async with connected(owner_url, schema) as connection:
        await connection.run_sync(_alembic, schema, command.revision, message, True)


@asynccontextmanager
async def connected(owner_url: str, schema: ServiceSchema) -> AsyncIterator[AsyncConnection]:
    """A connection as the schema's owner, which finds its own tables first."""
    engine = create_async_engine(
        owner_url.replace("postgresql://", "postgresql+asyncpg://", 1),
        connect_args={"server_settings": {"search_path": f"{schema.name}, pg_catalog"}},
    )
    try:
        async with engine.connect() as connection:
            yield connection
    finally:
        await engine.dispose()


def _alembic(connection: Connection, schema: ServiceSchema, what: Any, *arguments: Any) -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.migrations))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    config.print_stdout = lambda *_, **__: None  # type: ignore[method-assign]  # quiet: it is a library here
    what(config, *arguments)


def run(schema: ServiceSchema) -> None:
    """What each `migrations/env.py` calls: run the migrations on the connection that was given."""
    connection = context.config.attributes.get("connection")
    if connection is None:
        raise GoodwordError("run migrations with `goodword migrate`")
    context.configure(
        connection=connection,
        target_metadata=schema.metadata,
        include_object=_is_ours,
        compare_type=True,
        compare_server_default=False,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def _is_ours(item: SchemaItem, name: str | None, kind: str, reflected: bool, _: Any) -> bool:
    """Leave out the partitions, which functions make and drop."""
    stem, _, rest = (name or "").partition("_")
    return not (reflected and stem in ("outbox", "inbox") and rest[:8].isdigit())

"""`goodword migrations …`: checking and writing migrations against a PostgreSQL of the moment."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer

from goodword.bus.schema import installed_schemas
from goodword.database import SCHEMAS, ServiceSchema
from goodword.database.expanding import refusals
from goodword.database.migrating import migrate, unmigrated, write_migration
from goodword.database.roles import prepare
from goodword.errors import GoodwordError
from standalone.postgres import EmbeddedPostgres

DATABASE = "goodword"
HOW = "CONTRIBUTING says under `a migration` how each of these is done without hurting anybody."

app = typer.Typer()
group = typer.Typer(help="For developers: migrations and tables.", no_args_is_help=True)
app.add_typer(group, name="migrations")


@group.command("check")
def check() -> None:
    """Fail where tables and migrations differ, or a migration takes away what is still used."""
    asyncio.run(_check())


@group.command("write")
def write(
    service: Annotated[str, typer.Argument(help=f"bus, {', '.join(SCHEMAS)}.")],
    message: Annotated[str, typer.Argument(help="What changes, such as 'add limits'.")],
) -> None:
    """Write the next migration of a service from its tables; read it before you keep it."""
    asyncio.run(_write(SCHEMAS.get(service, service), message))


async def _check() -> None:
    schemas = installed_schemas()
    hurting = [each for one in schemas for each in refusals(one.name, one.migrations)]
    if hurting:
        raise GoodwordError("\n".join([*hurting, HOW]))
    async with _migrated(schemas) as owner_urls:
        sentences = await unmigrated(schemas, owner_urls)
    if sentences:
        raise GoodwordError("Tables and migrations differ: " + "; ".join(sentences))
    typer.echo(f"tables and migrations agree: {', '.join(schema.name for schema in schemas)}")


async def _write(name: str, message: str) -> None:
    schemas = {schema.name: schema for schema in installed_schemas()}
    if name not in schemas:
        raise GoodwordError(f"There is no service {name}; it is one of bus, {', '.join(SCHEMAS)}.")
    async with _migrated(list(schemas.values())) as owner_urls:
        await write_migration(schemas[name], owner_urls[name], message)


@asynccontextmanager
async def _migrated(schemas: list[ServiceSchema]) -> AsyncIterator[dict[str, str]]:
    """The owners' URLs on a server that is thrown away afterwards."""
    with tempfile.TemporaryDirectory(prefix="goodword-") as folder:
        async with EmbeddedPostgres(Path(folder), settings={"fsync": "off"}) as server:
            await prepare(server.admin_url, DATABASE, schemas, lambda role: role)
            urls = {
                schema.name: server.url(schema.owner_role, schema.owner_role, DATABASE)
                for schema in schemas
            }
            await migrate(schemas, urls, settle=False)
            yield urls

"""What an operator types to back PostgreSQL up and to restore it."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.fixtures.database import Databases, all_schemas, execute, password_of
from tests.fixtures.postgres import CARELESS

from goodword.bus.rebasing import rebase
from goodword.bus.schema import installed_schemas
from goodword.database.roles import prepare
from standalone.child import launch, tail
from standalone.cluster import program
from standalone.postgres import EmbeddedPostgres

COUNT_ON = """
    do $$ begin
        for each in 1..20000 loop perform pg_current_xact_id(); commit; end loop;
    end $$
"""
"""A PostgreSQL that was used for years has numbers that a new one is far from."""


async def run(name: str, *words: object, log: Path, url: str = "") -> None:
    """One of PostgreSQL's programs; its password goes by the environment."""
    password = unquote(urlsplit(url).password or "")
    run_as = ("env", f"PGPASSWORD={password}")
    process = await launch((program(name), *words), log=log, run_as=run_as)
    assert await process.wait() == 0, tail(log)


async def dump(databases: Databases, file: Path) -> None:
    """A logical dump of one database."""
    url = databases.admin_url
    log = file.with_suffix(".log")
    await run("pg_dump", "--format=custom", f"--file={file}", _without(url), log=log, url=url)


@asynccontextmanager
async def restored_dump(file: Path, name: str, folder: Path) -> AsyncIterator[Databases]:
    """It in a PostgreSQL of its own, as README says, but not rebased yet."""
    async with EmbeddedPostgres(folder, settings=CARELESS) as server:
        await prepare(server.admin_url, name, all_schemas(), password_of)
        restored = Databases(server, name)
        url = restored.admin_url
        words = ("--clean", "--if-exists", "--exit-on-error", f"--dbname={_without(url)}", file)
        await run("pg_restore", *words, log=file.with_suffix(".log"), url=url)
        yield restored


async def rebased(databases: Databases) -> int:
    """`goodword database rebase`."""
    schemas = installed_schemas()
    urls = {schema.name: databases.owner_url(schema.name) for schema in schemas}
    return await rebase([schema for schema in schemas if schema.name != "bus"], urls)


@asynccontextmanager
async def restored_base_backup(databases: Databases, folder: Path) -> AsyncIterator[Databases]:
    """A base backup of a running server, started as another."""
    folder.mkdir()
    url = databases.server.admin_url
    cluster = folder / "pg"
    words = (f"--pgdata={cluster}", f"--dbname={_without(url)}", "--checkpoint=fast")
    await run("pg_basebackup", *words, log=folder / "backup.log", url=url)
    cluster.chmod(0o700)
    shutil.copy(databases.server.data / "postgres.password", folder)
    async with EmbeddedPostgres(folder, settings=CARELESS) as server:
        yield Databases(server, databases.name)


async def count_on(databases: Databases) -> None:
    await execute(databases.admin_url, COUNT_ON)


def _without(url: str) -> str:
    """The URL without its password, which the process list would show."""
    parts = urlsplit(url)
    return parts._replace(netloc=f"{parts.username}@{parts.hostname}:{parts.port}").geturl()

"""`goodword database …` and `goodword migrate`: what must be there before a service can start."""

import asyncio
import os
from typing import Annotated
from urllib.parse import unquote, urlsplit

import typer

from goodword.bus.rebasing import rebase
from goodword.bus.schema import installed_schemas
from goodword.database import SCHEMAS, ServiceSchema
from goodword.database.migrating import migrate as run_migrations
from goodword.database.roles import prepare as prepare_roles
from goodword.errors import GoodwordError
from goodword.settings import OwnerSettings, load

app = typer.Typer()
group = typer.Typer(help="Roles, schemas, and moving them.", no_args_is_help=True)
app.add_typer(group, name="database")


@group.command("prepare")
def prepare(
    admin_url: Annotated[str, typer.Option(envvar="GOODWORD_ADMIN_URL", help="A superuser's URL.")],
) -> None:
    """Make the database, the roles and the schemas that the environment's URLs name.

    Passwords are those in GOODWORD_…_OWNER_URL and GOODWORD_…_DATABASE_URL.
    """
    urls = load(OwnerSettings).owner_urls()
    passwords = {f"goodword_{name}_owner": _password(url) for name, url in urls.items()}
    for schema in SCHEMAS.values():
        passwords[f"goodword_{schema}_app"] = _password(_app_url(schema))
    database = urlsplit(urls["bus"]).path.lstrip("/")
    asyncio.run(prepare_roles(admin_url, database, installed_schemas(), passwords.__getitem__))
    typer.echo(f"{database} is prepared; `goodword migrate` makes its tables")


@app.command("migrate")
def migrate() -> None:
    """Bring the tables of all installed services to their newest version."""
    schemas = installed_schemas()
    asyncio.run(run_migrations(schemas, load(OwnerSettings).owner_urls()))
    typer.echo(f"migrated: {', '.join(schema.name for schema in schemas)}")


@group.command("rebase")
def rebase_log() -> None:
    """After a restore from a dump: number the log anew, while every service is stopped."""
    moved = asyncio.run(rebase(_services(), load(OwnerSettings).owner_urls()))
    typer.echo(f"{moved} events are numbered anew, and every cursor with them")


def _services() -> list[ServiceSchema]:
    return [schema for schema in installed_schemas() if schema.name != "bus"]


def _app_url(schema: str) -> str:
    name = f"GOODWORD_{schema.upper()}_DATABASE_URL"
    if name not in os.environ:
        raise GoodwordError(f"{name} is not set.")
    return os.environ[name]


def _password(url: str) -> str:
    return unquote(urlsplit(url).password or "")

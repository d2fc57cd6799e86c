"""Commands that look into a service's database, as its app role."""

import os
from collections.abc import Awaitable, Callable, Iterable
from typing import Annotated, TypeVar
from uuid import UUID

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.cli.opened import with_database
from goodword.database import SCHEMAS, Database
from goodword.errors import GoodwordError

T = TypeVar("T")

Service = Annotated[str, typer.Option(help=f"One of {', '.join(SCHEMAS)}.")]


def within(
    service: str, work: Callable[[AsyncSession], Awaitable[T]], businesses: Iterable[UUID] = ()
) -> T:
    """Do `work` in one transaction of `service`, whose URL is in the environment.

    GoodwordError where there is no such service, or its URL is not set.
    """
    if service not in SCHEMAS:
        raise GoodwordError(f"There is no service {service}; it is one of {', '.join(SCHEMAS)}.")
    schema = SCHEMAS[service]
    name = f"GOODWORD_{schema.upper()}_DATABASE_URL"
    url = os.environ.get(name)
    if not url:
        raise GoodwordError(f"{name} is not set: it says where {service} keeps its data.")

    async def once(db: Database) -> T:
        async with db.begin(businesses) as session:
            return await work(session)

    return with_database(Database(url, service=service, schema=schema), once)

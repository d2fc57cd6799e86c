"""A migrated database on the bench's server."""

import secrets

from tests.journeys.cluster import password_of

from goodword.bus.schema import installed_schemas
from goodword.database import ServiceSchema, rights
from goodword.database.migrating import connected, migrate
from goodword.database.roles import prepare
from standalone.postgres import EmbeddedPostgres


async def fresh_database(server: EmbeddedPostgres, *more: ServiceSchema) -> str:
    """Its name. `more` are schemas without migrations."""
    name = f"bench_{secrets.token_hex(4)}"
    schemas = installed_schemas()
    await prepare(server.admin_url, name, [*schemas, *more], password_of)
    await migrate(
        schemas,
        {s.name: server.url(s.owner_role, password_of(s.owner_role), name) for s in schemas},
    )
    for schema in more:
        url = server.url(schema.owner_role, password_of(schema.owner_role), name)
        async with connected(url, schema) as connection:
            await connection.run_sync(schema.metadata.create_all)
            for statement in rights.statements(schema):
                await connection.exec_driver_sql(statement)
            await connection.commit()
    return name

"""The roles, the database and the schemas: all that must be there before the first migration.

Two roles per service: an owner that migrates, and an app role that owns nothing, may not leave its
schema but for `bus`, and is always under row security. Only a superuser (or a role that may create
roles and databases) can make them; nothing else of Goodword ever connects as one.
"""

from collections.abc import Callable, Sequence
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

from goodword.database.schema import APP_GROUP, ServiceSchema


async def prepare(
    admin_url: str,
    database: str,
    schemas: Sequence[ServiceSchema],
    password_of: Callable[[str], str],
) -> None:
    """Make the database, roles and schemas where they are missing, and set the roles' passwords.

    `schemas` are those of the services, `bus` included; `admin_url` names any database of the same
    server. May be run again at any time.
    """
    await _run(admin_url, _roles(schemas, password_of))
    connection = await asyncpg.connect(admin_url, ssl=_ssl(admin_url))
    try:
        known = await connection.fetchval(
            "select true from pg_database where datname = $1", database
        )
        if not known:
            await connection.execute(f'create database "{database}"')
    finally:
        await connection.close()
    await _run(on(admin_url, database), _schemas(database, schemas))


def on(url: str, database: str) -> str:
    """The same server and role, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{quote(database, safe='')}"))


def _ssl(url: str) -> bool | None:
    # Without this asyncpg looks for keys in a home folder that may not be ours to enter.
    return False if urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1") else None


async def _run(url: str, statements: Sequence[str]) -> None:
    connection = await asyncpg.connect(url, ssl=_ssl(url))
    try:
        async with connection.transaction():
            # Two installations that start at once would both create the same role.
            await connection.execute("select pg_advisory_xact_lock(hashtext('goodword prepare'))")
            for statement in statements:
                await connection.execute(statement)
    finally:
        await connection.close()


def _roles(schemas: Sequence[ServiceSchema], password_of: Callable[[str], str]) -> list[str]:
    statements = [_create_role(APP_GROUP, "nologin")]
    for schema in schemas:
        roles = (
            [schema.owner_role] if schema.name == "bus" else [schema.owner_role, schema.app_role]
        )
        for role in roles:
            statements.append(_create_role(role, "login"))
            statements.append(f"alter role {role} password {_literal(password_of(role))}")
        if schema.name != "bus":
            statements.append(f"grant {APP_GROUP} to {schema.app_role}")
    return statements


def _schemas(database: str, schemas: Sequence[ServiceSchema]) -> list[str]:
    statements = [
        f'revoke all on database "{database}" from public',
        "revoke create on schema public from public",
    ]
    for schema in schemas:
        owner = schema.owner_role
        statements += [
            f'grant connect on database "{database}" to {owner}',
            # The one who makes a schema for another role must be a member of it.
            f"grant {owner} to current_user",
            f"create schema if not exists {schema.name} authorization {owner}",
        ]
        if schema.name == "bus":
            # To measure the oldest writer of all services, which hide from each other.
            statements.append(f"grant pg_read_all_stats to {owner}")
            # Rebasing the log works in a temporary table.
            statements.append(f'grant temporary on database "{database}" to {owner}')
            statements.append(f"grant usage on schema bus to {APP_GROUP}")
        else:
            statements += [
                f'grant connect on database "{database}" to {schema.app_role}',
                f"grant usage on schema {schema.name} to {schema.app_role}",
            ]
    return statements


def _create_role(role: str, kind: str) -> str:
    # `create role if not exists` does not exist.
    return f"""do $$ begin
        if not exists (select from pg_roles where rolname = '{role}') then
            create role {role} {kind};
        end if;
    end $$"""


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"

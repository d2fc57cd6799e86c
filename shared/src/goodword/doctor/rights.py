"""Whether the app role may do what it must, and nothing else: row security, rights, powers."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

from sqlalchemy import Row, text

from goodword.bus.schema import BUS
from goodword.database import Database, ServiceSchema
from goodword.database.rights import rights_of
from goodword.doctor.finding import Finding

POWERS = {
    "rolsuper": "is a superuser",
    "rolbypassrls": "passes row security by",
    "rolcreaterole": "may make roles",
    "rolcreatedb": "may make databases",
    "owns": "owns tables",
}

_POWERS = text("""
    select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
           exists (select from pg_class c where c.relowner = r.oid) as owns
    from pg_roles r where rolname = current_user
""")
_TABLES = text("""
    select c.relname, c.relrowsecurity,
           (select count(*) from pg_policy p where p.polrelid = c.oid) as policies,
           coalesce((select pg_get_expr(p.polqual, p.polrelid) from pg_policy p
                     where p.polrelid = c.oid limit 1), '') as policy,
           array(select kind from unnest(array['select', 'insert', 'update', 'delete', 'truncate'])
                 kind where has_table_privilege(c.oid, kind)) as rights,
           exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'never_changed'
                   and t.tgenabled = 'O') as never_changed
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = :schema and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname <> 'alembic_version'
""")


async def look_at_rights(db: Database, schema: ServiceSchema) -> AsyncIterator[Finding]:
    """What the role of this service is, and each table of its schema and of the log."""
    async with db.begin() as session:
        role = (await session.execute(_POWERS)).one()
        tables = {
            each: (await session.execute(_TABLES, {"schema": each.name})).all()
            for each in (BUS, schema)
        }
    for power, words in POWERS.items():
        if getattr(role, power):
            yield Finding("role_too_powerful", db.service, f"{role.rolname} {words}.")
    for each, rows in tables.items():
        for row in rows:
            for finding in _of_table(db.service, each, row):
                yield finding


def _of_table(service: str, schema: ServiceSchema, row: Row[Any]) -> Iterator[Finding]:
    name = f"{schema.name}.{row.relname}"
    if row.relname not in schema.without_row_security and not _is_secured(row):
        sentence = f"Row security of {name} is not as it must be."
        yield Finding("row_security_wrong", service, sentence)
    table = schema.metadata.tables.get(row.relname)
    wanted = set() if table is None else set(rights_of(table, schema).split(", "))
    if wanted != set(row.rights):
        found = ", ".join(row.rights) or "nothing"
        sentence = f"{service} may {found} on {name}, and should {', '.join(sorted(wanted))}."
        yield Finding("rights_wrong", service, sentence)
    if row.relname in schema.append_only and not row.never_changed:
        sentence = f"Nothing keeps the rows of {name} from being changed."
        yield Finding("rights_wrong", service, sentence)


def _is_secured(row: Row[Any]) -> bool:
    """One policy alone: a second one would let rows through that the first one hides."""
    names = ("business_id = ANY", "goodword.businesses")
    return row.relrowsecurity and row.policies == 1 and all(name in row.policy for name in names)

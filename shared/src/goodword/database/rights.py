"""What the app role may do, settled anew after each migration from what the tables say.

Rights are no history: they are derived, so that a new table can neither be forgotten nor left open.
"""

from collections.abc import Iterator

from sqlalchemy import Table

from goodword.database.schema import APP_GROUP, ServiceSchema

POLICY = "own_business"

_VISIBLE = "business_id = any(nullif(current_setting('goodword.businesses', true), '')::uuid[])"
"""`nullif`, because the setting of an earlier transaction on the same connection reads as ''."""

REFUSE_CHANGE = """
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'rows of % are never changed', tg_table_name using errcode = 'GW001';
end $$
"""

_SHOW_VERSION = """
do $$ begin
    if to_regclass('alembic_version') is not null then
        grant select on alembic_version to {grantee};
    end if;
end $$
"""
"""For `goodword doctor`, which asks whether the tables are those of its version."""


def statements(schema: ServiceSchema) -> list[str]:
    """The statements that settle rights, row security and functions of a schema, as its owner."""
    grantee = APP_GROUP if schema.name == "bus" else schema.app_role
    made = [REFUSE_CHANGE, *schema.functions]
    made += [f"grant usage on all sequences in schema {schema.name} to {grantee}"]
    made += [f"revoke execute on all functions in schema {schema.name} from public"]
    made += [f"grant execute on all functions in schema {schema.name} to {grantee}"]
    for table in schema.metadata.sorted_tables:
        made += _table(table, schema, grantee)
    return [*made, _SHOW_VERSION.format(grantee=grantee)]


def rights_of(table: Table, schema: ServiceSchema) -> str:
    """What the app role may do with a table: insert and select always, the rest where rows may
    change or go."""
    if table.name in (*schema.append_only, *schema.insert_only):
        return "select, insert"
    if table.name in schema.undeletable:
        return "select, insert, update"
    return "select, insert, update, delete"


def _table(table: Table, schema: ServiceSchema, grantee: str) -> Iterator[str]:
    yield f'revoke all on "{table.name}" from {grantee}'
    yield f'grant {rights_of(table, schema)} on "{table.name}" to {grantee}'
    if table.name in schema.append_only:
        yield (
            f"create or replace trigger never_changed before update or delete on {table.name} "
            "for each row execute function refuse_change()"
        )
        yield (
            f"create or replace trigger never_emptied before truncate on {table.name} "
            "for each statement execute function refuse_change()"
        )
    if table.name not in schema.without_row_security:
        yield f'alter table "{table.name}" enable row level security'
        yield f'drop policy if exists {POLICY} on "{table.name}"'
        yield f'create policy {POLICY} on "{table.name}" to {grantee} using ({_VISIBLE})'

"""What PostgreSQL itself says of every table, role and function of every service: no row is open to
whoever forgets a `where`, and nobody who answers requests could take that away."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
from tests.fixtures.database import Databases
from tests.fixtures.rows import superuser, tables_of

from goodword.bus.schema import BUS, installed_schemas
from goodword.database.rights import POLICY
from goodword.database.schema import APP_GROUP

CONSUMED = "how far a service has read the log, which belongs to no business"
OPEN = {
    "bus.outbox": "the log: each service reads all of it, and only the kernel does",
    "bus.reader": CONSUMED,
    "cursor": CONSUMED,
    "inbox": CONSUMED,
    "attempt": CONSUMED,
    "parked_event": "events of all businesses that wait for the service's own reader",
    "alembic_version": "of the schema; the app role may not even read it",
}
"""The tables without row security: by schema and name, or by the name that each service has."""

KERNEL = "the kernel's queue: claims, counts and gives back jobs, each then done in its business"
UPKEEP = "removes what is too old, in all businesses alike"
FOUND = "finds the business that a caller belongs to, before it is known"
BEYOND = {
    "bus": {
        "add_days": "makes the log's next days",
        "days_ahead": "counts them",
        "drop_days": UPKEEP,
        "erase_events": "empties what the log says of one person of one business",
        "oldest_writer_s": "how long the slowest writer has been at it, of all services",
    },
    "service": {
        "add_inbox_weeks": "makes the inbox's next weeks",
        "drop_inbox_weeks": UPKEEP,
        "count_jobs": KERNEL,
        "due_job_kinds": KERNEL,
        "give_back_jobs": KERNEL,
        "lease_jobs": KERNEL,
        "jobs_in_trouble": "counts for `goodword doctor` what failed or is late",
        "list_jobs": "shows an operator what waits or failed",
        "lock_job": "takes the job that an operator names",
        "prune_jobs": UPKEEP,
        "reap_jobs": KERNEL,
        "take_jobs": KERNEL,
    },
    "referral": {
        "claim_deliveries": "the queue of webhooks",
        "claim_erasures": "the queue of people to forget",
        "delivery_queue_standing": "how many webhooks wait, and how long",
        "find_api_key": FOUND,
        "find_business": FOUND,
        "find_connection": FOUND,
        "find_mailbox": FOUND,
        "page_of_businesses": "the platform's list of businesses",
        "prune_audit": UPKEEP,
        "prune_clicks": UPKEEP,
        "prune_deliveries": UPKEEP,
        "prune_dispatches": UPKEEP,
        "prune_event_feed": UPKEEP,
        "prune_idempotency": UPKEEP,
        "prune_traces": UPKEEP,
    },
    "rewards": {
        "forget_requests": UPKEEP,
        "ledger_businesses": "whose books are to be looked at",
        "waiting_payouts": "how many payouts wait, and how long",
    },
    "notifier": {
        "business_of_message": "finds the business of a mail that came back",
        "businesses_without_night": "whose nightly look is missing",
        "forget_messages": UPKEEP,
    },
}
"""The functions that look past row security, as their schema's owner, and why each has to."""

_TABLES = """
    select format('%s.%s', n.nspname, c.relname) as name, c.relname as bare,
           c.relrowsecurity as guarded, pg_get_userbyid(c.relowner) as owner
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = any($1) and c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
"""
_PARTS = """
    select count(*) as counted,
           count(*) filter (
               where c.relacl is not null or pg_get_userbyid(c.relowner) not like '%_owner'
           ) as opened
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = any($1) and c.relkind = 'r' and c.relispartition
"""
_MIGHT = """
    select rolname as name,
           rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication as mighty,
           (select coalesce(array_agg(r.rolname::text), '{}')
            from pg_roles r where r.rolname <> a.rolname and pg_has_role(a.rolname, r.oid, 'member')
           ) as member_of,
           exists (select from pg_class where relowner = a.oid)
               or exists (select from pg_namespace where nspowner = a.oid)
               or exists (select from pg_proc where proowner = a.oid) as owns,
           array(select n.nspname::text from pg_namespace n
                 where has_schema_privilege(a.rolname, n.oid, 'create')) as makes_in
    from pg_roles a where a.rolname = any($1) order by 1
"""
_FUNCTIONS = """
    select n.nspname as schema, p.proname as name,
           exists (
               select from unnest(p.proconfig) c where c like 'search_path=' || n.nspname || ',%'
           ) as knows_its_place,
           has_function_privilege('public', p.oid, 'execute') as for_everybody
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = any($1) and p.prosecdef
"""


@pytest.fixture
async def connection(databases: Databases) -> AsyncIterator[asyncpg.Connection]:
    async with superuser(databases) as opened:
        yield opened


def names() -> list[str]:
    return [each.name for each in installed_schemas()]


async def test_every_table_has_row_security_or_a_reason(connection: asyncpg.Connection):
    tables = await connection.fetch(_TABLES, names())

    without = {row["name"] for row in tables if not row["guarded"]}
    known = {row["name"] for row in tables if row["name"] in OPEN or row["bare"] in OPEN}

    assert len(tables) > 80
    assert without == known


async def test_every_table_with_a_business_is_guarded_by_the_one_policy(
    connection: asyncpg.Connection,
):
    policies = await connection.fetch(
        "select schemaname || '.' || tablename as name, * from pg_policies"
        " where schemaname = any($1)",
        names(),
    )

    guarded = {row["name"] for row in policies}
    owned = {each.replace('"', "") for each in await tables_of(connection, *names())}
    assert owned - guarded == {each for each in owned if {each, each.split(".")[1]} & OPEN.keys()}
    assert len(guarded) == len(policies) > 60
    for row in policies:
        app_role = f"goodword_{row['schemaname']}_app"
        said = (row["policyname"], row["permissive"], row["roles"], row["cmd"])
        assert said == (POLICY, "PERMISSIVE", [app_role], "ALL"), row["name"]
        assert row["with_check"] is None, row["name"]  # then what is read is what may be written
        assert row["qual"].startswith("(business_id = ANY ((NULLIF(current_setting("), row["name"]


async def test_no_day_or_week_of_a_table_is_open_by_itself(connection: asyncpg.Connection):
    row = await connection.fetchrow(_PARTS, names())

    assert row["counted"] > 50
    assert row["opened"] == 0


async def test_the_roles_that_answer_requests_own_nothing_and_can_take_nothing(
    connection: asyncpg.Connection,
):
    schemas = [each for each in installed_schemas() if each is not BUS]

    roles = await connection.fetch(_MIGHT, [each.app_role for each in schemas])

    assert [dict(row) for row in roles] == [
        {"name": name, "mighty": False, "member_of": [APP_GROUP], "owns": False, "makes_in": []}
        for name in sorted(each.app_role for each in schemas)
    ]


async def test_the_owners_are_no_more_than_owners(connection: asyncpg.Connection):
    owners = [each.owner_role for each in installed_schemas()]

    roles = await connection.fetch(_MIGHT, owners)

    assert {row["name"]: (row["mighty"], row["makes_in"]) for row in roles} == {
        each.owner_role: (False, [each.name]) for each in installed_schemas()
    }
    assert {row["name"]: row["member_of"] for row in roles if row["member_of"]} == {
        BUS.owner_role: ["pg_read_all_stats"]
    }


async def test_whoever_looks_past_row_security_is_listed_and_cannot_be_led_astray(
    connection: asyncpg.Connection,
):
    functions = await connection.fetch(_FUNCTIONS, names())

    found: dict[str, set[str]] = {name: set() for name in names()}
    for row in functions:
        found[row["schema"]].add(row["name"])
    assert found == {
        name: BEYOND[name].keys() | (BEYOND["service"].keys() if name != "bus" else set())
        for name in names()
    }
    assert [row["name"] for row in functions if not row["knows_its_place"]] == []
    assert [row["name"] for row in functions if row["for_everybody"]] == []

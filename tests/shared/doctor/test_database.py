"""Databases that somebody changed by hand, or that are not those of this version."""

from collections.abc import AsyncIterator

import pytest
from tests.fixtures.database import Databases, Pool, execute
from tests.shared.doctor.conftest import codes_found, reach

from goodword.doctor.database import of_version

REFERRAL, REWARDS, NOTIFIER = "referral-api", "rewards-worker", "notifier"
ALL = (NOTIFIER, REFERRAL, REWARDS)

DROP_DAYS = """
do $$ declare child text; begin
    for child in select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'bus.outbox'::regclass and bus.begins(c.relname) > current_date + 3
    loop execute format('drop table bus.%I', child); end loop;
end $$
"""
FAST_CLOCK = """
create function referral.clock_timestamp() returns timestamptz language sql
as 'select pg_catalog.clock_timestamp() + interval ''1 hour'''
"""

BROKEN = (
    (
        "update rewards.alembic_version set version_num = 'x' || version_num",
        "update rewards.alembic_version set version_num = right(version_num, -1)",
        [(REWARDS, "migrations_unknown")],
    ),
    (
        "alter table notifier.alembic_version rename to hidden",
        "alter table notifier.hidden rename to alembic_version",
        [(NOTIFIER, "migrations_missing")],
    ),
    (
        "create table kept as table bus.alembic_version;"
        " update bus.alembic_version set version_num = '0001'",
        "update bus.alembic_version set version_num = (select version_num from kept);"
        " drop table kept",
        [(each, "migrations_missing") for each in ALL],
    ),
    (
        "alter table referral.person disable row level security",
        "alter table referral.person enable row level security",
        [(REFERRAL, "row_security_wrong")],
    ),
    (
        "create policy open on rewards.reward using (true)",
        "drop policy open on rewards.reward",
        [(REWARDS, "row_security_wrong")],
    ),
    (
        "grant delete on rewards.transfer to goodword_rewards_app",
        "revoke delete on rewards.transfer from goodword_rewards_app",
        [(REWARDS, "rights_wrong")],
    ),
    (
        "alter table rewards.transfer disable trigger never_changed",
        "alter table rewards.transfer enable trigger never_changed",
        [(REWARDS, "rights_wrong")],
    ),
    (
        "revoke insert on notifier.message from goodword_notifier_app",
        "grant insert on notifier.message to goodword_notifier_app",
        [(NOTIFIER, "rights_wrong")],
    ),
    (
        "create table mine (); alter table mine owner to goodword_referral_app",
        "drop table mine",
        [(REFERRAL, "role_too_powerful")],
    ),
    (DROP_DAYS, "select bus.add_days(14)", [(each, "log_days_run_out") for each in ALL]),
    (FAST_CLOCK, "drop function referral.clock_timestamp", [(REFERRAL, "clock_differs")]),
    (
        "alter function rewards.jobs_in_trouble rename to hidden",
        "alter function rewards.hidden rename to jobs_in_trouble",
        [(REWARDS, "look_failed")],
    ),
    (
        "alter database {name} connection limit 14",
        "alter database {name} connection limit -1",
        [(each, "connections_few") for each in ALL],
    ),
    (
        "alter database {name} connection limit 1",
        "alter database {name} connection limit -1",
        [(each, code) for each in ALL for code in ("connections_few", "connections_used_up")],
    ),
)
"""What somebody changes by hand, what undoes it, and all that is found in between."""


@pytest.fixture(scope="module")
async def installation(database_pool: Pool) -> AsyncIterator[Databases]:
    """One that each test changes, and leaves as it was."""
    made = await database_pool.make()
    yield made
    await database_pool.drop(made)


@pytest.mark.parametrize(
    ("change", "undo", "found"), BROKEN, ids=[change.strip()[:50] for change, _, _ in BROKEN]
)
async def test_what_somebody_changed_by_hand_is_found(settings, installation, change, undo, found):
    reach(settings, installation)
    await execute(installation.admin_url, change.format(name=installation.name))
    try:
        assert await codes_found() == found
    finally:
        await execute(installation.admin_url, undo.format(name=installation.name))


@pytest.mark.parametrize(
    ("version", "codes"), [(130_020, ["database_too_old"]), (140_000, []), (180_001, [])]
)
def test_a_postgres_that_lacks_what_we_use_is_found(version, codes):
    assert [finding.code for finding in of_version("rewards-worker", version)] == codes

"""What went wrong while it ran, as rows of the databases tell it."""

import os

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text
from tests.fixtures.any_row import insert
from tests.fixtures.rows import superuser

from goodword.database import Database
from goodword.doctor import log
from goodword.seal import Sealer

HOUR_AGO = "now() - interval '1 hour'"
BUSINESS = "'018f0000-0000-7000-8000-000000000001'"
ALL = ("notifier", "referral-api", "rewards-worker")


@pytest.fixture
async def rows(databases):
    """Puts rows where no foreign key and no row security is in the way."""
    async with superuser(databases) as connection:
        await connection.execute("set session_replication_role = replica")
        yield connection


async def test_a_fact_that_a_service_does_not_read_is_found(codes, rows):
    await insert(rows, "bus.outbox", created_at=HOUR_AGO, part="3")
    for part in range(16):
        await insert(rows, "rewards.cursor", grp="'rewards-worker'", part=str(part))

    assert await codes() == [("rewards-worker", "log_not_read")]


async def test_a_log_from_another_cluster_is_found(codes, rows):
    await insert(rows, "bus.outbox", tx_id=str(2**40))

    assert await codes() == [(each, "log_restored") for each in ALL]


async def test_a_transaction_behind_which_all_readers_wait_is_found(codes, databases, monkeypatch):
    monkeypatch.setattr(log, "HELD_BACK_S", 0.0)
    async with superuser(databases) as connection, connection.transaction():
        await connection.execute("select pg_current_xact_id()")

        found = await codes()

    assert found == [(each, "log_held_back") for each in ALL]


@pytest.mark.parametrize(
    ("state", "code"), [("parked", "events_parked"), ("waiting", "events_wait_too_long")]
)
async def test_events_that_were_put_aside_are_found(codes, rows, state, code):
    await insert(rows, "notifier.parked_event", state=f"'{state}'", parked_at=HOUR_AGO)

    assert await codes() == [("notifier", code)]


@pytest.mark.parametrize(
    ("trouble", "columns"),
    [
        ("overdue", {"run_at": HOUR_AGO}),
        ("stuck", {"state": "'running'", "lease_until": HOUR_AGO, "leased_by": "'one'"}),
        ("failing", {"attempts": "3", "run_at": "now() + interval '1 hour'"}),
        ("dead", {"state": "'dead'"}),
        ("unknown", {"state": "'unknown'"}),
    ],
)
async def test_jobs_in_trouble_are_found(codes, rows, trouble, columns):
    await insert(rows, "rewards.job", **columns)
    # These are as they should be.
    await insert(rows, "rewards.job", run_at="now() + interval '1 year'")
    await insert(rows, "rewards.job", state="'done'", run_at=HOUR_AGO)

    assert await codes() == [("rewards-worker", f"jobs_{trouble}")]


async def test_webhooks_that_failed_or_that_nobody_applies_are_found(codes, rows):
    for status in ("'received'", "'failed'"):
        await insert(rows, "referral.delivery", status=status, queued_at=HOUR_AGO)

    assert await codes() == [
        ("referral-api", "deliveries_failed"),
        ("referral-api", "deliveries_stuck"),
    ]


async def test_a_connection_that_was_never_heard_of_is_found(codes, rows):
    await a_connection(
        rows,
        secret=sealed_with(os.environ["GOODWORD_SECRET_KEYS"]),
        created_at="now() - interval '25 hours'",
    )
    await a_connection(rows, secret=sealed_with(os.environ["GOODWORD_SECRET_KEYS"]))

    assert await codes() == [("referral-api", "connection_silent")]


async def test_a_secret_that_no_key_opens_is_found(codes, rows):
    await a_connection(rows, secret=sealed_with(Fernet.generate_key().decode()))

    assert await codes() == [("referral-api", "secret_unreadable")]


def sealed_with(key):
    return f"'{Sealer([key]).seal('whsec')}'"


async def a_connection(rows, **columns):
    known = await rows.fetchval(
        f"select true from referral.business where business_id = {BUSINESS}"
    )
    if not known:
        await insert(
            rows, "referral.business", business_id=BUSINESS, mode="'test'", currency="'USD'"
        )
    await insert(rows, "referral.connection", business_id=BUSINESS, **columns)


@pytest.mark.parametrize(("ok", "code"), [("false", "set_up_refused"), (None, "set_up_unchecked")])
async def test_a_provider_that_its_worker_does_not_take_is_found(codes, rows, ok, code):
    about = {"business_id": BUSINESS, "kind": "'provider-tremendous'", "version": "2"}
    await insert(rows, "referral.business", business_id=BUSINESS, mode="'test'", currency="'USD'")
    await insert(rows, "referral.set_up", **about, body="'{}'", updated_at=HOUR_AGO)
    if ok:
        await insert(rows, "referral.set_up_check", **about, ok=ok)

    assert await codes() == [("referral-api", code)]


async def test_a_ledger_that_does_not_balance_is_found(codes, rows):
    await insert(rows, "rewards.business", business_id=BUSINESS, mode="'test'")
    await insert(
        rows,
        "rewards.account",
        business_id=BUSINESS,
        kind="'available'",
        currency="'USD'",
        balance="1",
    )

    assert await codes() == [("rewards-worker", "ledger_violated")]


async def test_a_payout_that_only_a_person_can_settle_is_found(codes, rows):
    await insert(rows, "rewards.business", business_id=BUSINESS, mode="'test'")
    await insert(
        rows,
        "rewards.payout",
        business_id=BUSINESS,
        state="'unknown'",
        attention="'not_found'",
        attention_at="now()",
    )

    assert ("rewards-worker", "payouts_for_a_person") in await codes()


async def test_looking_changes_nothing(codes, rows, databases):
    await insert(rows, "rewards.job", state="'dead'")
    before = await written(databases)

    await codes()

    assert await written(databases) == before


async def written(databases):
    """How many rows were ever written in this database."""
    db = Database(databases.admin_url, service="rewards-worker", schema="rewards", pool_size=2)
    try:
        async with db.begin() as session:
            await session.execute(text("select pg_stat_force_next_flush()"))
        async with db.begin() as session:
            return await session.scalar(
                text("""
                select sum(n_tup_ins + n_tup_upd + n_tup_del)::bigint from pg_stat_user_tables""")
            )
    finally:
        await db.close()

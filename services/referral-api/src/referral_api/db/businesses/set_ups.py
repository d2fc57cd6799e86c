"""What the business has set up at providers and channels, and what their workers say of it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Integer,
    PrimaryKeyConstraint,
    Row,
    Select,
    Table,
    Text,
    Uuid,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database import SEALED, aggregate_columns, next_tx
from referral_api.db.columns import NOW, created_column, said
from referral_api.db.metadata import metadata
from referral_api.db.rows import as_json
from referral_api.db.single import one, one_or_none

set_up = Table(
    "set_up",
    metadata,
    Column("business_id", Uuid, nullable=False),
    # `provider-manual`, `channel-smtp`, as the events name it.
    Column("kind", Text, nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1")),
    # Null once it was taken away: its version goes on if it comes back.
    Column("body", JSONB(none_as_null=True)),
    Column("sealed", Text, info=SEALED),
    Column("secret_names", ARRAY(Text), nullable=False),
    # Of `settings-test-requested`, whose key is one of its own.
    *aggregate_columns("test_"),
    created_column(),
    Column("updated_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    *aggregate_columns(),
    PrimaryKeyConstraint("business_id", "kind"),
    ForeignKeyConstraint(["business_id"], ["business.business_id"]),
)

set_up_check = Table(
    "set_up_check",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    # The worker's count; what is older is not taken in.
    Column("seq", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("ok", Boolean, nullable=False),
    Column("errors", JSONB, nullable=False),
    Column("checked_at", DateTime(timezone=True), nullable=False),
    Column("tested_at", DateTime(timezone=True)),
    PrimaryKeyConstraint("business_id", "kind"),
)

_SAVE_CHECKS = text("""
    insert into set_up_check as c (business_id, kind, seq, version, ok, errors, checked_at,
                                   tested_at)
    select business_id, kind, seq, version, ok, errors, checked_at, tested_at
    from jsonb_to_recordset(cast(:rows as jsonb)) as n (
        business_id uuid, kind text, seq bigint, version int, ok bool, errors jsonb,
        checked_at timestamptz, tested_at timestamptz)
    order by business_id, kind
    on conflict (business_id, kind) do update
    set seq = excluded.seq, version = excluded.version, ok = excluded.ok,
        errors = excluded.errors, checked_at = excluded.checked_at,
        tested_at = coalesce(excluded.tested_at, c.tested_at)
    where excluded.seq > c.seq
""")

_SAME = (
    (set_up_check.c.business_id == set_up.c.business_id)
    & (set_up_check.c.kind == set_up.c.kind)
    & (set_up_check.c.version == set_up.c.version)
)
"""What was said of the version that holds."""


def _shown(business_id: UUID) -> Select[Any]:
    """Set-ups with what was last said of this version of them."""
    check = (set_up_check.c.ok, set_up_check.c.errors, set_up_check.c.checked_at)
    return (
        select(set_up, *check, set_up_check.c.tested_at)
        .outerjoin(set_up_check, _SAME)
        .where(set_up.c.business_id == business_id)
    )


async def set_up_of(session: AsyncSession, business_id: UUID, kind: str) -> Row[Any] | None:
    """The set-up as it is shown; None where there is none (any more)."""
    wanted = _shown(business_id).where(set_up.c.kind == kind, set_up.c.body.is_not(None))
    return await one_or_none(session, wanted)


async def set_ups_like(session: AsyncSession, business_id: UUID, family: str) -> Sequence[Any]:
    """`kind` and `body` of all that the business has set up of a family."""
    wanted = select(set_up.c.kind, set_up.c.body).where(
        set_up.c.business_id == business_id,
        set_up.c.kind.startswith(f"{family}-"),
        set_up.c.body.is_not(None),
    )
    return (await session.execute(wanted)).all()


async def lock_set_up(session: AsyncSession, business_id: UUID, kind: str) -> Row[Any] | None:
    """The bare row, held until the transaction ends, also of one that was taken away."""
    wanted = (
        select(set_up)
        .where(set_up.c.business_id == business_id, set_up.c.kind == kind)
        .with_for_update()
    )
    return await one_or_none(session, wanted)


async def claim_set_up(session: AsyncSession, business_id: UUID, kind: str) -> Row[Any]:
    """The bare row, held until the transaction ends; an empty one, never said, where there was
    none, so that of two who set up the same at once one waits for the other."""
    empty = {"business_id": business_id, "kind": kind, "version": 0, "secret_names": []}
    nothing_said = {"seq": 0, "test_seq": 0}
    made = postgresql.insert(set_up).values({**empty, **nothing_said}).on_conflict_do_nothing()
    await session.execute(made)
    row = await lock_set_up(session, business_id, kind)
    assert row is not None, "it is there now"
    return row


async def change_set_up(
    session: AsyncSession, row: Row[Any], values: Mapping[str, Any]
) -> Row[Any]:
    """A locked one in its next version, which is said."""
    statement = (
        update(set_up)
        .where(set_up.c.business_id == row.business_id, set_up.c.kind == row.kind)
        .values(**said(set_up), version=set_up.c.version + 1, updated_at=func.now(), **values)
    )
    return await one(session, statement.returning(set_up))


async def count_test(session: AsyncSession, business_id: UUID, kind: str) -> Row[Any] | None:
    """The next place among the tests of a set-up; None where there is nothing to test."""
    tx = text(next_tx("test_last_tx"))
    statement = (
        update(set_up)
        .where(
            set_up.c.business_id == business_id,
            set_up.c.kind == kind,
            set_up.c.body.is_not(None),
        )
        .values(test_seq=set_up.c.test_seq + 1, test_last_tx=tx)
    )
    return await one_or_none(session, statement.returning(set_up))


async def save_checks(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep what workers said, one row each; what is older is left out."""
    await session.execute(_SAVE_CHECKS, {"rows": as_json(rows)})


async def doubtful_set_ups(session: AsyncSession) -> Sequence[Any]:
    """`business_id`, `kind` and `ok` of those whose worker refuses them, or has not looked at them
    for ten minutes (then `ok` is null)."""
    wanted = (
        select(set_up.c.business_id, set_up.c.kind, set_up_check.c.ok)
        .outerjoin(set_up_check, _SAME)
        .where(set_up.c.body.is_not(None), set_up_check.c.ok.is_not(True))
        .where(
            set_up_check.c.ok.is_not(None)
            | (set_up.c.updated_at < text("now() - interval '10 minutes'"))
        )
        .order_by(set_up.c.business_id, set_up.c.kind)
    )
    return (await session.execute(wanted)).all()

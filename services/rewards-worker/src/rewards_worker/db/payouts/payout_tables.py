"""The tables of payouts: the intent to pay is on disk before anything is sent."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from rewards_worker.db.metadata import metadata
from rewards_worker.domain.payout import CLOSED, PayoutState

payout = Table(
    "payout",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("reward_id", Uuid, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("provider", Text, nullable=False),
    Column("state", Text, nullable=False),
    # For ever: whoever is paid twice is paid under two keys.
    Column("idem_key", Uuid, nullable=False, unique=True),
    Column("request", LargeBinary, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("provider_ref", Text),
    # Why a person must look, and since when.
    Column("attention", Text),
    Column("attention_at", DateTime(timezone=True)),
    Column("key_expires_at", DateTime(timezone=True), nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    # How often a person was asked to look at it, which names the last task about it.
    Column("looks", Integer, nullable=False, server_default="0"),
    # The year of the business in which it was opened; those of before it was kept have none.
    Column("tax_year", Integer),
    PrimaryKeyConstraint("business_id", "id"),
    UniqueConstraint("business_id", "reward_id", "generation", name="payout_once"),
    ForeignKeyConstraint(["business_id", "reward_id"], ["reward.business_id", "reward.id"]),
    CheckConstraint(f"state in ({', '.join(repr(s.value) for s in PayoutState)})", "payout_state"),
)
# One that a person must look at counts as open: whoever it was for may have been paid.
Index(
    "payout_open",
    payout.c.business_id,
    payout.c.reward_id,
    unique=True,
    postgresql_where=text(
        f"state not in ({', '.join(repr(state.value) for state in sorted(CLOSED))})"
        " or attention is not null"
    ),
)
# Those whose request is to be forgotten one day.
Index("payout_remembered", payout.c.opened_at, postgresql_where=text("request <> ''"))

payout_attempt = Table(
    "payout_attempt",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("payout_id", Uuid, nullable=False),
    Column("n", Integer, nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("ended_at", DateTime(timezone=True)),
    Column("outcome", Text),
    Column("http_status", Integer),
    Column("detail", JSONB),
    PrimaryKeyConstraint("business_id", "payout_id", "n"),
    ForeignKeyConstraint(["business_id", "payout_id"], ["payout.business_id", "payout.id"]),
)

# The provider's ids of what it made, by which it calls us back.
payout_object = Table(
    "payout_object",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("provider", Text, nullable=False),
    Column("object_id", Text, nullable=False),
    Column("payout_id", Uuid, nullable=False),
    PrimaryKeyConstraint("business_id", "provider", "object_id"),
    ForeignKeyConstraint(["business_id", "payout_id"], ["payout.business_id", "payout.id"]),
)
# Whose queue stands still, is asked for whatever is opened.
Index(
    "payout_in_question",
    payout.c.business_id,
    payout.c.provider,
    postgresql_where=text("state in ('submitting', 'unknown', 'held')"),
)
Index("payout_followed", payout.c.business_id, payout.c.provider, payout.c.id)

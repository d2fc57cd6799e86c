"""The tables of sales."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from goodword.database import aggregate_columns
from referral_api.db.columns import created_column, object_columns
from referral_api.db.metadata import metadata

sale = Table(
    "sale",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("source", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("buyer_id", Uuid, nullable=False),
    Column("participant_id", Uuid),
    Column("referral_id", Uuid),
    Column("rep_id", Uuid),
    Column("currency", Text, nullable=False),
    Column("gross_minor", BigInteger, nullable=False),
    # Before any refund; what is left is net_minor - refunded_minor.
    Column("net_minor", BigInteger, nullable=False),
    Column("refunded_minor", BigInteger, nullable=False, server_default="0"),
    Column("net_basis", Text, nullable=False),
    Column("closed_at", DateTime(timezone=True), nullable=False),
    Column("codes", ARRAY(Text), nullable=False),
    Column("click_id", Uuid),
    Column("items", JSONB, nullable=False),
    Column("tags", ARRAY(Text), nullable=False),
    Column("test", Boolean, nullable=False),
    Column("number", Integer, nullable=False),
    Column("is_new", Boolean, nullable=False),
    Column("match", JSONB, nullable=False),
    # Each time that a person gave it away: at, actor, from, to, and the match before.
    Column("attributions", JSONB, nullable=False, server_default=text("'[]'")),
    # The source's own time of the report that holds: of several, the newest.
    Column("reported_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    # A keyed hash of the buyer's family name and billing address, where the source told both.
    Column("household", Text),
    *object_columns(),
    *aggregate_columns(),
    PrimaryKeyConstraint("business_id", "id"),
    UniqueConstraint("business_id", "source", "external_id"),
    ForeignKeyConstraint(["business_id", "buyer_id"], ["person.business_id", "person.id"]),
    ForeignKeyConstraint(["business_id", "referral_id"], ["referral.business_id", "referral.id"]),
    CheckConstraint("refunded_minor between 0 and net_minor", name="sale_refunded"),
)
Index("sale_buyer", sale.c.business_id, sale.c.buyer_id)
Index("sale_referral", sale.c.business_id, sale.c.referral_id)

refund = Table(
    "refund",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("sale_id", Uuid, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("status", Text, nullable=False),
    Column("occurred_at", DateTime(timezone=True), nullable=False),
    # Of several reports the newest holds.
    Column("reported_at", DateTime(timezone=True), nullable=False),
    Column("reason", Text),
    created_column(),
    PrimaryKeyConstraint("business_id", "id"),
    UniqueConstraint("business_id", "sale_id", "external_id"),
    ForeignKeyConstraint(["business_id", "sale_id"], ["sale.business_id", "sale.id"]),
    CheckConstraint("amount_minor >= 0", name="refund_amount"),
    CheckConstraint("status in ('pending', 'succeeded', 'failed')", name="refund_status"),
)

# What a source said of an order before it was paid in full: no sale yet, and nobody's data.
part_payment = Table(
    "part_payment",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("source", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    # When the source said so; of all, the newest holds.
    Column("reported_at", DateTime(timezone=True), nullable=False),
    Column("currency", Text, nullable=False),
    Column("gross_minor", BigInteger, nullable=False),
    # Of that, what has been paid in all.
    Column("paid_minor", BigInteger, nullable=False),
    Column("cancelled", Boolean, nullable=False),
    created_column(),
    PrimaryKeyConstraint("business_id", "source", "external_id", "reported_at"),
    ForeignKeyConstraint(["business_id"], ["business.business_id"]),
)

referrer_sales = Table(
    "referrer_sales",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("referrer_id", Uuid, nullable=False),
    # `2026-03`, `2026` and `ever`: a period of the business's own time zone.
    Column("period", Text, nullable=False),
    Column("count", BigInteger, nullable=False),
    PrimaryKeyConstraint("business_id", "referrer_id", "period"),
    ForeignKeyConstraint(["business_id", "referrer_id"], ["person.business_id", "person.id"]),
)

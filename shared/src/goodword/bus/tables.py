"""Tables of the log: `bus.*`, one for all, and those that each service keeps in its own schema
because they commit with the service's data."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Sequence,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from goodword.events import MAX_DATA_BYTES, PARTITIONS

bus_metadata = MetaData()
_now = text("now()")

# Not an identity column: older PostgreSQLs allow none on partitioned tables.
outbox_id = Sequence("outbox_id", metadata=bus_metadata)

outbox = Table(
    "outbox",
    bus_metadata,
    Column("id", BigInteger, server_default=text("nextval('bus.outbox_id')"), nullable=False),
    Column("tx_id", BigInteger, nullable=False),
    Column("part", SmallInteger, nullable=False),
    Column("event_id", Uuid, nullable=False),
    Column("business_id", Uuid, nullable=False),
    Column("topic", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("data", JSONB, nullable=False),
    Column("headers", JSONB, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=_now),
    CheckConstraint(f"part between 0 and {PARTITIONS - 1}", name="outbox_part"),
    # jsonb writes a little wider than JSON: the exact bound is checked where the event is made.
    CheckConstraint(f"octet_length(data::text) <= {2 * MAX_DATA_BYTES}", name="outbox_size"),
    Index("outbox_order", "part", "tx_id", "id"),
    Index("outbox_log", "tx_id", "id"),
    # To find what was said of a person who is to be erased.
    Index("outbox_people", "key", postgresql_where=text("topic = 'people'")),
    postgresql_partition_by="RANGE (created_at)",
)

reader = Table(
    "reader",
    bus_metadata,
    Column("grp", Text, nullable=False),
    Column("part", SmallInteger, nullable=False),
    Column("tx_id", BigInteger, nullable=False, server_default="0"),
    Column("id", BigInteger, nullable=False, server_default="0"),
    Column("updated_at", DateTime(timezone=True), nullable=False, server_default=_now),
    PrimaryKeyConstraint("grp", "part"),
)


CONSUMER_TABLES = ("cursor", "inbox", "attempt", "parked_event")
"""Without row security: they carry events of all businesses, and only the kernel reads them."""


def add_consumer_tables(metadata: MetaData) -> None:
    """Add CONSUMER_TABLES to a service's tables."""
    Table(
        "cursor",
        metadata,
        Column("grp", Text, nullable=False),
        Column("part", SmallInteger, nullable=False),
        Column("tx_id", BigInteger, nullable=False, server_default="0"),
        Column("id", BigInteger, nullable=False, server_default="0"),
        Column("updated_at", DateTime(timezone=True), nullable=False, server_default=_now),
        PrimaryKeyConstraint("grp", "part"),
        # Its few rows are updated all the time: room for updates in place, and a quick vacuum.
        postgresql_with={
            "fillfactor": "50",
            "autovacuum_vacuum_threshold": "200",
            "autovacuum_vacuum_scale_factor": "0",
        },
    )
    Table(
        "inbox",
        metadata,
        # UUIDv7 is ordered by time, so that ranges of ids are weeks: exact and droppable.
        Column("event_id", Uuid, primary_key=True),
        postgresql_partition_by="RANGE (event_id)",
    )
    Table(
        "attempt",
        metadata,
        Column("event_id", Uuid, primary_key=True),
        Column("count", Integer, nullable=False),
        Column("at", DateTime(timezone=True), nullable=False, server_default=_now),
    )
    parked = Table(
        "parked_event",
        metadata,
        Column("event_id", Uuid, primary_key=True),
        Column("position", BigInteger, Identity(always=True), nullable=False, unique=True),
        Column("business_id", Uuid, nullable=False),
        Column("topic", Text, nullable=False),
        Column("key", Text, nullable=False),
        Column("type", Text, nullable=False),
        Column("seq", BigInteger, nullable=False),
        Column("data", JSONB, nullable=False),
        Column("headers", JSONB, nullable=False),
        Column("said_at", DateTime(timezone=True), nullable=False),
        Column("state", Text, nullable=False),
        Column("waits_for", ARRAY(Text), nullable=False, server_default="{}"),
        Column("attempts", Integer, nullable=False, server_default="0"),
        Column("next_at", DateTime(timezone=True), nullable=False, server_default=_now),
        Column("parked_at", DateTime(timezone=True), nullable=False, server_default=_now),
        Column("error", Text),
        CheckConstraint("state in ('parked', 'waiting', 'behind')", name="parked_event_state"),
    )
    Index("parked_event_key", parked.c.topic, parked.c.key, parked.c.position)
    Index("parked_event_due", parked.c.next_at)

"""The first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attempt",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("event_id"),
    )
    op.create_table(
        "business",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("clock_offset_s", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("postal", sa.Text(), nullable=True),
        sa.Column("from_email", sa.Text(), nullable=True),
        sa.Column("from_name", sa.Text(), nullable=True),
        sa.Column("seq", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "last_tx",
            sa.BigInteger(),
            server_default=sa.text("((pg_current_xact_id())::text)::bigint"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("business_id"),
    )
    op.create_table(
        "cursor",
        sa.Column("grp", sa.Text(), nullable=False),
        sa.Column("part", sa.SmallInteger(), nullable=False),
        sa.Column("tx_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("grp", "part"),
        postgresql_with={
            "fillfactor": "50",
            "autovacuum_vacuum_threshold": "200",
            "autovacuum_vacuum_scale_factor": "0",
        },
    )
    op.create_table(
        "inbox",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("event_id"),
        postgresql_partition_by="RANGE (event_id)",
    )
    op.create_table(
        "job",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clock_offset_s", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("state", sa.Text(), server_default="ready", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("max_attempts", sa.Integer(), server_default="10", nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_by", sa.Text(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("traceparent", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('ready', 'running', 'done', 'dead', 'unknown', 'discarded')",
            name="job_state",
        ),
        sa.PrimaryKeyConstraint("business_id", "id"),
        sa.UniqueConstraint("business_id", "kind", "dedupe_key", name="job_occasion"),
        postgresql_with={"autovacuum_vacuum_scale_factor": "0.02"},
    )
    op.create_index(
        "job_due",
        "job",
        ["kind", "run_at"],
        unique=False,
        postgresql_where=sa.text("state = 'ready'"),
    )
    op.create_index(
        "job_finished",
        "job",
        ["finished_at"],
        unique=False,
        postgresql_where=sa.text("state in ('done', 'discarded')"),
    )
    op.create_index(
        "job_lease",
        "job",
        ["lease_until"],
        unique=False,
        postgresql_where=sa.text("state = 'running'"),
    )
    op.create_index(
        "job_trouble",
        "job",
        ["kind"],
        unique=False,
        postgresql_where=sa.text("state in ('dead', 'unknown')"),
    )
    op.create_table(
        "message",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("cause_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), server_default="pending", nullable=False),
        sa.Column("turn", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lost", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("template", sa.Text(), nullable=True),
        sa.Column("template_version", sa.Integer(), nullable=True),
        sa.Column("header_message_id", sa.Text(), nullable=True),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('pending', 'sending', 'unanswered', 'sent', 'failed', 'suppressed', 'unconfirmed')",
            name="message_state",
        ),
        sa.PrimaryKeyConstraint("business_id", "id"),
        sa.UniqueConstraint("business_id", "cause_id", "person_id", "kind", name="message_once"),
    )
    op.create_index("message_person", "message", ["business_id", "person_id"], unique=False)
    op.create_index(
        "message_remembered",
        "message",
        ["closed_at"],
        unique=False,
        postgresql_where=sa.text("facts is not null or content is not null"),
    )
    op.create_table(
        "parked_event",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("headers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("waits_for", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "next_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column(
            "parked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint("state in ('parked', 'waiting', 'behind')", name="parked_event_state"),
        sa.PrimaryKeyConstraint("event_id"),
        sa.UniqueConstraint("position"),
    )
    op.create_index("parked_event_due", "parked_event", ["next_at"], unique=False)
    op.create_index("parked_event_key", "parked_event", ["topic", "key", "position"], unique=False)
    op.create_table(
        "person",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("given", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("locale", sa.Text(), nullable=True),
        sa.Column("merged_into", sa.Uuid(), nullable=True),
        sa.Column("message_seq", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "message_last_tx",
            sa.BigInteger(),
            server_default=sa.text("((pg_current_xact_id())::text)::bigint"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("business_id", "person_id"),
    )
    op.create_table(
        "suppression",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("address_hash", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "since", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("business_id", "address_hash", "channel", "scope"),
    )


def downgrade() -> None:
    op.drop_table("suppression")
    op.drop_table("person")
    op.drop_index("parked_event_key", table_name="parked_event")
    op.drop_index("parked_event_due", table_name="parked_event")
    op.drop_table("parked_event")
    op.drop_index(
        "message_remembered",
        table_name="message",
        postgresql_where=sa.text("facts is not null or content is not null"),
    )
    op.drop_index("message_person", table_name="message")
    op.drop_table("message")
    op.drop_index(
        "job_trouble", table_name="job", postgresql_where=sa.text("state in ('dead', 'unknown')")
    )
    op.drop_index("job_lease", table_name="job", postgresql_where=sa.text("state = 'running'"))
    op.drop_index(
        "job_finished", table_name="job", postgresql_where=sa.text("state in ('done', 'discarded')")
    )
    op.drop_index("job_due", table_name="job", postgresql_where=sa.text("state = 'ready'"))
    op.drop_table("job")
    op.drop_table("inbox")
    op.drop_table("cursor")
    op.drop_table("business")
    op.drop_table("attempt")

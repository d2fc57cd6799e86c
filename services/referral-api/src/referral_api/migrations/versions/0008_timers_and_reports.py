"""Timers, part payments, reports by their time, and sales that people gave to others."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
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
    op.create_index("referral_referrer", "referral", ["business_id", "referrer_id"])
    op.add_column(
        "sale",
        sa.Column(
            "attributions",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'"),
            nullable=False,
        ),
    )
    op.add_column(
        "sale",
        sa.Column(
            "reported_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
    )
    op.create_table(
        "part_payment",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("paid_minor", sa.BigInteger(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["business_id"], ["business.business_id"]),
        sa.PrimaryKeyConstraint("business_id", "source", "external_id", "reported_at"),
    )


def downgrade() -> None:
    op.drop_table("part_payment")
    op.drop_column("sale", "reported_at")
    op.drop_column("sale", "attributions")
    op.drop_index("referral_referrer", table_name="referral")
    op.drop_table("job")

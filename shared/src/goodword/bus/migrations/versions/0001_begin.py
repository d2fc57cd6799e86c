"""The log and its readers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("create sequence outbox_id")
    op.create_table(
        "outbox",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('bus.outbox_id')"),
            nullable=False,
        ),
        sa.Column("tx_id", sa.BigInteger(), nullable=False),
        sa.Column("part", sa.SmallInteger(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("headers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("octet_length(data::text) <= 524288", name="outbox_size"),
        sa.CheckConstraint("part between 0 and 15", name="outbox_part"),
        postgresql_partition_by="RANGE (created_at)",
    )
    op.create_index("outbox_order", "outbox", ["part", "tx_id", "id"], unique=False)
    op.create_table(
        "reader",
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
    )


def downgrade() -> None:
    op.drop_table("reader")
    op.drop_index("outbox_order", table_name="outbox")
    op.drop_table("outbox")
    op.execute("drop sequence outbox_id")

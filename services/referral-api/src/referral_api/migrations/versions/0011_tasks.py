"""What people have to do, and what they proved."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

THIS_TX = "((pg_current_xact_id())::text)::bigint"


def upgrade() -> None:
    op.create_table(
        "task",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("opener", sa.Text(), nullable=False),
        sa.Column("assignee_id", sa.Uuid(), nullable=True),
        sa.Column("subjects", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proof_wanted", sa.Text(), nullable=False),
        sa.Column("people", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.Text(), server_default="open", nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("done_by", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("proof", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "metadata",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("done_seq", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("done_last_tx", sa.BigInteger(), server_default=sa.text(THIS_TX), nullable=False),
        sa.CheckConstraint(
            "status in ('open', 'overdue', 'done', 'cancelled')", name="task_status"
        ),
        sa.ForeignKeyConstraint(["business_id"], ["business.business_id"]),
        sa.PrimaryKeyConstraint("business_id", "id"),
    )
    op.create_index("task_status", "task", ["business_id", "status"])
    op.create_index("task_subjects", "task", ["subjects"], postgresql_using="gin")
    op.create_table(
        "opened_task",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("people", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("done_by", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("sealed", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seq", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "last_tx",
            sa.BigInteger(),
            server_default=sa.text("((pg_current_xact_id())::text)::bigint"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "state in ('open', 'overdue', 'done', 'cancelled')", name="opened_task_state"
        ),
        sa.PrimaryKeyConstraint("business_id", "id"),
        sa.UniqueConstraint("business_id", "kind", "occasion", name="opened_task_once"),
    )


def downgrade() -> None:
    op.drop_table("opened_task")
    op.drop_table("task")

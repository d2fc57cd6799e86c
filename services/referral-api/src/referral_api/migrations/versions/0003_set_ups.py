"""What businesses set up at providers and channels, and what their workers say of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

THIS_TX = "((pg_current_xact_id())::text)::bigint"


def upgrade() -> None:
    op.create_table(
        "set_up",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("sealed", sa.Text(), nullable=True),
        sa.Column("secret_names", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("test_seq", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("test_last_tx", sa.BigInteger(), server_default=sa.text(THIS_TX), nullable=False),
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
        sa.Column("seq", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("last_tx", sa.BigInteger(), server_default=sa.text(THIS_TX), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["business.business_id"]),
        sa.PrimaryKeyConstraint("business_id", "kind"),
    )
    op.create_table(
        "set_up_check",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ok", sa.Boolean(), nullable=False),
        sa.Column("errors", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tested_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("business_id", "kind"),
    )


def downgrade() -> None:
    op.drop_table("set_up_check")
    op.drop_table("set_up")

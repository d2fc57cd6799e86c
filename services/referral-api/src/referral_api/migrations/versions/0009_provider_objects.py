"""Count what providers of rewards call back about."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

THIS_TX = "((pg_current_xact_id())::text)::bigint"


def upgrade() -> None:
    op.create_table(
        "provider_object",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("last_tx", sa.BigInteger(), server_default=sa.text(THIS_TX), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["business.business_id"]),
        sa.PrimaryKeyConstraint("business_id", "provider", "object_id"),
    )


def downgrade() -> None:
    op.drop_table("provider_object")

"""Follow payouts after they are out: what the provider made, and the task that asks for a look."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

THIS_TX = "((pg_current_xact_id())::text)::bigint"


def upgrade() -> None:
    op.add_column("payout", sa.Column("task_id", sa.Uuid(), nullable=True))
    op.add_column(
        "payout",
        sa.Column("task_seq", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
    )
    op.add_column(
        "payout",
        sa.Column("task_last_tx", sa.BigInteger(), server_default=sa.text(THIS_TX), nullable=False),
    )
    op.create_index("payout_followed", "payout", ["business_id", "provider", "id"], unique=False)
    op.create_table(
        "payout_object",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("payout_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["business_id", "payout_id"], ["payout.business_id", "payout.id"]),
        sa.PrimaryKeyConstraint("business_id", "provider", "object_id"),
    )


def downgrade() -> None:
    op.drop_table("payout_object")
    op.drop_index("payout_followed", table_name="payout")
    op.drop_column("payout", "task_last_tx")
    op.drop_column("payout", "task_seq")
    op.drop_column("payout", "task_id")

"""Tasks about payouts are kept with all other tasks; a payout only counts them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

THIS_TX = "((pg_current_xact_id())::text)::bigint"


def upgrade() -> None:
    op.drop_column("payout", "task_id")
    op.drop_column("payout", "task_seq")
    op.drop_column("payout", "task_last_tx")
    op.add_column("payout", sa.Column("looks", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("payout", "looks")
    op.add_column(
        "payout",
        sa.Column("task_last_tx", sa.BigInteger(), server_default=sa.text(THIS_TX), nullable=False),
    )
    op.add_column(
        "payout",
        sa.Column("task_seq", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
    )
    op.add_column("payout", sa.Column("task_id", sa.Uuid(), nullable=True))

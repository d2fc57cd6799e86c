"""Tasks about payouts are kept with all other tasks; a payout only counts them."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

THIS_TX = "((pg_current_xact_id())::text)::bigint"


def upgrade() -> None:
    op.drop_column("payout", "task_id")
    op.drop_column("payout", "task_seq")
    op.drop_column("payout", "task_last_tx")
    op.add_column("payout", sa.Column("looks", sa.Integer(), server_default="0", nullable=False))
    op.create_index(
        "payout_in_question",
        "payout",
        ["business_id", "provider"],
        unique=False,
        postgresql_where=sa.text("state in ('submitting', 'unknown', 'held')"),
    )


def downgrade() -> None:
    op.drop_index(
        "payout_in_question",
        table_name="payout",
        postgresql_where=sa.text("state in ('submitting', 'unknown', 'held')"),
    )
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

"""Forget people, and what was sent about them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "person", sa.Column("erased", sa.Boolean(), server_default="false", nullable=False)
    )
    op.create_index(
        "payout_remembered",
        "payout",
        ["opened_at"],
        unique=False,
        postgresql_where=sa.text("request <> ''"),
    )
    # All that a person was ever given is looked through, not only what waits for them.
    op.drop_index(
        "reward_waiting", table_name="reward", postgresql_where=sa.text("state = 'needs_action'")
    )
    op.create_index("reward_beneficiary", "reward", ["business_id", "beneficiary_id"], unique=False)


def downgrade() -> None:
    op.drop_index("reward_beneficiary", table_name="reward")
    op.create_index(
        "reward_waiting",
        "reward",
        ["business_id", "beneficiary_id"],
        unique=False,
        postgresql_where=sa.text("state = 'needs_action'"),
    )
    op.drop_index(
        "payout_remembered", table_name="payout", postgresql_where=sa.text("request <> ''")
    )
    op.drop_column("person", "erased")

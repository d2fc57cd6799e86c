"""Donations that were made in somebody's name."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "donation",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("payout_id", sa.Uuid(), nullable=False),
        sa.Column("reward_id", sa.Uuid(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("charity_registration", sa.Text(), nullable=True),
        sa.Column("receipt_ref", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("business_id", "payout_id"),
    )
    op.create_index("donation_reward", "donation", ["business_id", "reward_id"])


def downgrade() -> None:
    op.drop_index("donation_reward", table_name="donation")
    op.drop_table("donation")

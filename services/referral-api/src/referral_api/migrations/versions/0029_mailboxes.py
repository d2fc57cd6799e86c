"""Referrals and asks are found by what a mail says of them."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("referral_by_id", "referral", ["id"])
    op.create_index("ask_by_id", "ask", ["id"])


def downgrade() -> None:
    op.drop_index("ask_by_id", table_name="ask")
    op.drop_index("referral_by_id", table_name="referral")

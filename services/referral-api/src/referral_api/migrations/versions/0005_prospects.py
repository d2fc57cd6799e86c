"""Traces of erased prospects, and whether a prospect agreed to be named."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("referral", sa.Column("permission", sa.Boolean(), nullable=True))
    op.create_table(
        "prospect_trace",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "referral_id"], ["referral.business_id", "referral.id"]
        ),
        sa.PrimaryKeyConstraint("business_id", "hash", "referral_id"),
    )
    op.create_index("prospect_trace_referral", "prospect_trace", ["business_id", "referral_id"])


def downgrade() -> None:
    op.drop_table("prospect_trace")
    op.drop_column("referral", "permission")

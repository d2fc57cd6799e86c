"""What the law said of an offer, codes that look alike, and when clicks are forgotten.

The index of codes that look alike is over what is there: no row needs filling. Where two codes of
before read the same, PostgreSQL names them and the migration stops, since only people can say which
of two promises gets another code.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("click", sa.Column("visitor", sa.Text(), nullable=True))
    op.create_index("click_age", "click", ["created_at"], unique=False)
    op.add_column(
        "participant",
        sa.Column("offer", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    )
    op.create_index(
        "participant_code_alike",
        "participant",
        ["business_id", sa.literal_column("translate(upper(code), 'OIL_', '011-')")],
        unique=True,
    )


def downgrade() -> None:
    op.drop_index("participant_code_alike", table_name="participant")
    op.drop_column("participant", "offer")
    op.drop_index("click_age", table_name="click")
    op.drop_column("click", "visitor")

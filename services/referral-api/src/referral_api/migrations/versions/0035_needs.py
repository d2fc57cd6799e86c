"""Why a referral may be of use to its prospect, and what referrers said of people."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("referral", sa.Column("need", sa.Text(), nullable=True))
    said = postgresql.JSONB(astext_type=sa.Text())
    op.add_column("person", sa.Column("referred", said, nullable=True))


def downgrade() -> None:
    op.drop_column("person", "referred")
    op.drop_column("referral", "need")

"""Know which terms were disclosed to a participant, and in which letter."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    told = postgresql.JSONB(astext_type=sa.Text())
    op.add_column("participant", sa.Column("disclosure", told, nullable=True))


def downgrade() -> None:
    op.drop_column("participant", "disclosure")

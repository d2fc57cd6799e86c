"""What referrers said of those whom they are to introduce."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    said = postgresql.JSONB(astext_type=sa.Text())
    op.add_column("person", sa.Column("referred", said, nullable=True))


def downgrade() -> None:
    op.drop_column("person", "referred")

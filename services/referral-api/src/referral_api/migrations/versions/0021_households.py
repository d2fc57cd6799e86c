"""Which household bought."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sale", sa.Column("household", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("sale", "household")

"""Deeds that were commanded, and so are no answers to requests."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("audit", "status", existing_type=sa.SmallInteger(), nullable=True)
    op.alter_column("audit", "request_id", existing_type=sa.Text(), nullable=True)


def downgrade() -> None:
    op.execute("delete from audit where status is null or request_id is null")
    op.alter_column("audit", "request_id", existing_type=sa.Text(), nullable=False)
    op.alter_column("audit", "status", existing_type=sa.SmallInteger(), nullable=False)

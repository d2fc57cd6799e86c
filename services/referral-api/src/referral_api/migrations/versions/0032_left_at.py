"""When a participant left, from when on their code counts for nobody."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("participant", sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
    # Of those who have left we know when they last changed.
    op.execute("update participant set left_at = updated_at where status = 'left'")


def downgrade() -> None:
    op.drop_column("participant", "left_at")

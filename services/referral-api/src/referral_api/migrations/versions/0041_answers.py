"""How soon issues were answered, and settled."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for what in ("replied", "settled"):
        op.add_column("issue", sa.Column(f"{what}_at", sa.DateTime(timezone=True), nullable=True))
    for what in ("reply", "settled"):
        op.add_column("issue", sa.Column(f"{what}_s", sa.BigInteger(), nullable=True))
        op.add_column("issue", sa.Column(f"{what}_working_s", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    for what in ("settled_working_s", "settled_s", "reply_working_s", "reply_s"):
        op.drop_column("issue", what)
    op.drop_column("issue", "settled_at")
    op.drop_column("issue", "replied_at")

"""What refunds have left of sales."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sale", sa.Column("net", sa.BigInteger(), nullable=True))
    op.add_column("sale", sa.Column("net_seq", sa.BigInteger(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("sale", "net_seq")
    op.drop_column("sale", "net")

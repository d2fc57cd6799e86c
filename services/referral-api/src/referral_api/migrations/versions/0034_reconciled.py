"""Know until when a connection's sender was asked for what it changed."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # It answers another column, which `create or replace` refuses.
    op.execute("drop function if exists claim_deliveries(int, bigint)")
    until = sa.DateTime(timezone=True)
    op.add_column("connection", sa.Column("reconciled_until", until, nullable=True))


def downgrade() -> None:
    op.execute("drop function if exists claim_deliveries(int, bigint)")
    op.drop_column("connection", "reconciled_until")

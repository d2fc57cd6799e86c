"""Mark the deliveries that try a connection."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # It answers another column, which `create or replace` refuses.
    op.execute("drop function if exists claim_deliveries(int, bigint)")
    op.add_column(
        "delivery",
        sa.Column("test", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )


def downgrade() -> None:
    op.execute("drop function if exists claim_deliveries(int, bigint)")
    op.drop_column("delivery", "test")

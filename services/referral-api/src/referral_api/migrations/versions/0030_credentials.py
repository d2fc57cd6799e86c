"""Let a connection hold what its sender's own API wants, and let sources read its settings."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

# They answer another column, which `create or replace` refuses.
CHANGED = ("claim_deliveries(int, bigint)", "find_connection(uuid)")


def upgrade() -> None:
    for function in CHANGED:
        op.execute(f"drop function if exists {function}")
    op.add_column("connection", sa.Column("credentials", sa.Text(), nullable=True))
    op.add_column(
        "connection",
        sa.Column("credential_names", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
    )


def downgrade() -> None:
    for function in CHANGED:
        op.execute(f"drop function if exists {function}")
    op.drop_column("connection", "credential_names")
    op.drop_column("connection", "credentials")

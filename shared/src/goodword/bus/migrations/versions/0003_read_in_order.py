"""Read the log in its order by one scan a day."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("outbox_log", "outbox", ["tx_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("outbox_log", table_name="outbox")

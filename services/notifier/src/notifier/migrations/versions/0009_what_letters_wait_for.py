"""What letters wait for, so that it is said once."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("waits_for", sa.Text(), nullable=True))
    op.add_column("message", sa.Column("sends_after", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "message_waiting",
        "message",
        ["business_id", "person_id"],
        postgresql_where=sa.text("waits_for is not null"),
    )


def downgrade() -> None:
    op.drop_index("message_waiting", table_name="message")
    op.drop_column("message", "sends_after")
    op.drop_column("message", "waits_for")

"""Letters that wait, and what letters are about."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("waits_for", sa.Text(), nullable=True))
    op.add_column("message", sa.Column("sends_after", sa.DateTime(timezone=True), nullable=True))
    op.add_column("message", sa.Column("object_id", sa.Text(), nullable=True))
    op.create_index("message_cause", "message", ["business_id", "cause"])
    op.create_index("message_object", "message", ["business_id", "object_id"])


def downgrade() -> None:
    op.drop_index("message_object", table_name="message")
    op.drop_index("message_cause", table_name="message")
    op.drop_column("message", "object_id")
    op.drop_column("message", "sends_after")
    op.drop_column("message", "waits_for")

"""When people were merged, and whose rewards and messages the feed tells of."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("merged_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "event_feed_person",
        "event_feed",
        [
            "business_id",
            sa.literal_column("coalesce(data ->> 'beneficiary_id', data ->> 'person_id')"),
        ],
        unique=False,
        postgresql_where=sa.text("topic in ('rewards', 'messages')"),
    )


def downgrade() -> None:
    op.drop_index("event_feed_person", table_name="event_feed")
    op.drop_column("person", "merged_at")

"""What was told of rewards and messages stays in the timelines of people."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "timeline_entry",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("business_id", "id"),
    )
    op.create_index("timeline_entry_person", "timeline_entry", ["business_id", "person"])
    # What the feed still tells.
    op.execute("""
        insert into timeline_entry (business_id, id, person, type, data, created_at)
        select business_id, id,
               coalesce(data ->> 'beneficiary_id', data ->> 'person_id'), type,
               jsonb_strip_nulls(jsonb_build_object(
                   'subject', subject, 'status', data -> 'status', 'reason', data -> 'reason',
                   'amount', data -> 'amount', 'kind', data -> 'kind')), created_at
        from event_feed
        where topic in ('rewards', 'messages')
          and coalesce(data ->> 'beneficiary_id', data ->> 'person_id') is not null
    """)
    op.drop_index("event_feed_person", table_name="event_feed")


def downgrade() -> None:
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
    op.drop_table("timeline_entry")

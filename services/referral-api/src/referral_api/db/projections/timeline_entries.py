"""What was told of a person's rewards and messages, for as long as there is a timeline of them."""

from sqlalchemy import Column, DateTime, Index, PrimaryKeyConstraint, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from referral_api.db.metadata import metadata

timeline_entry = Table(
    "timeline_entry",
    metadata,
    Column("business_id", Uuid, nullable=False),
    # That of the event which told it.
    Column("id", Uuid, nullable=False),
    # As events write it: `per_…`.
    Column("person", Text, nullable=False),
    Column("type", Text, nullable=False),
    # Which reward or message it is, and how it stood then: ids, amounts and codes.
    Column("data", JSONB, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    PrimaryKeyConstraint("business_id", "id"),
    Index("timeline_entry_person", "business_id", "person"),
)

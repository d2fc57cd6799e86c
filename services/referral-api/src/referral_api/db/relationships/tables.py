"""Seven kinds of reports about clients. A table each; what they share is made in one place."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    Numeric,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from referral_api.db.columns import object_columns
from referral_api.db.metadata import metadata
from referral_api.domain.relationships.reports import ReportKind

_SHARED = ("business_id", "id", "person_id", "source", "external_id", "as_of")


def _report(name: str, *own: Column[Any] | CheckConstraint) -> Table:
    """A table of reports: unique by what the sender calls them, where the sender calls them
    something; `as_of` is the sender's time of what is kept."""
    return Table(
        name,
        metadata,
        Column("business_id", Uuid, nullable=False),
        Column("id", Uuid, nullable=False),
        # Whoever it was said of, also after a merge: lists find an alias and its survivor alike.
        Column("person_id", Uuid, nullable=False),
        Column("source", Text),
        Column("external_id", Text),
        Column("as_of", DateTime(timezone=True), nullable=False),
        *own,
        *object_columns(),
        PrimaryKeyConstraint("business_id", "id"),
        UniqueConstraint("business_id", "source", "external_id"),
        ForeignKeyConstraint(["business_id", "person_id"], ["person.business_id", "person.id"]),
        Index(f"{name}_person", "business_id", "person_id"),
    )


review = _report(
    "review",
    Column("rating", Numeric(7, 3)),
    Column("out_of", Numeric(7, 3)),
    Column("text", Text),
    Column("url", Text),
    Column("written_at", DateTime(timezone=True), nullable=False),
    Column("withdrawn", Boolean, nullable=False, server_default=text("false")),
)
survey_answer = _report(
    "survey_answer",
    Column("kind", Text, nullable=False),
    Column("score", Integer, nullable=False),
    Column("scale_min", Integer, nullable=False),
    Column("scale_max", Integer, nullable=False),
    Column("comment", Text),
    Column("answered_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("score between scale_min and scale_max", name="survey_answer_score"),
)
value_contact = _report(
    "value_contact",
    Column("rep_id", Uuid),
    Column("kind", Text, nullable=False),
    Column("value", Text),
    Column("evidence", Text),
    # Why it does not count; null where it does.
    Column("not_counted", Text),
    Column("occurred_at", DateTime(timezone=True), nullable=False),
)
issue = _report(
    "issue",
    Column("kind", Text, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("resolved_at", DateTime(timezone=True)),
    # When somebody first answered, and when there was what they waited for, or a plan for it; how
    # long each took, in seconds as they passed and of those in which somebody works.
    Column("replied_at", DateTime(timezone=True)),
    Column("reply_s", BigInteger),
    Column("reply_working_s", BigInteger),
    Column("settled_at", DateTime(timezone=True)),
    Column("settled_s", BigInteger),
    Column("settled_working_s", BigInteger),
)
opportunity = _report(
    "opportunity",
    Column("stage", Text, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)
order_fulfilment = _report(
    "order_fulfilment",
    Column("sale_id", Uuid),
    Column("fulfilled_at", DateTime(timezone=True), nullable=False),
)
invitation = _report(
    "invitation",
    Column("kind", Text, nullable=False),
    Column("site", Text),
    Column("template", Text, nullable=False),
    Column("sent", Boolean, nullable=False),
    # What it should not have been sent for; empty where nothing speaks against it.
    Column("against", ARRAY(Text), nullable=False),
    Column("decided_at", DateTime(timezone=True), nullable=False),
)

TABLES: Final[Mapping[ReportKind, Table]] = {
    "review": review,
    "survey_answer": survey_answer,
    "value_contact": value_contact,
    "issue": issue,
    "opportunity": opportunity,
    "order_fulfilment": order_fulfilment,
    "invitation": invitation,
}

_CLOCK = (
    *("replied_at", "reply_s", "reply_working_s"),
    *("settled_at", "settled_s", "settled_working_s"),
)
"""What we measure: no version of a report changes it."""
_COMMON = frozenset({*_SHARED, *_CLOCK, "version", "metadata", "created_at", "updated_at"})


def own_columns(table: Table) -> tuple[str, ...]:
    """The columns that tell what was reported."""
    return tuple(column.name for column in table.columns if column.name not in _COMMON)

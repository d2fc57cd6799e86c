"""Filters of lists that may name a person: an alias, and who stands for them, find the same."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, func, select

from referral_api.db.people.people import person

PEOPLE = frozenset(
    {"assignee_id", "beneficiary_id", "buyer_id", "person_id", "prospect_id", "referrer_id"}
    | {"rep_id"}
)
"""Columns that hold the id of a person."""


def equals(table: Table, column: str, value: Any, business_id: UUID) -> ColumnElement[bool]:
    """The condition that a column has this value, or is the same person as it."""
    if column not in PEOPLE:
        condition: ColumnElement[bool] = table.c[column] == value
        return condition
    named = person.alias("named")
    standing = (
        select(func.coalesce(named.c.merged_into, named.c.id))
        .where(named.c.business_id == business_id, named.c.id == value)
        .scalar_subquery()
    )
    same = select(person.c.id).where(
        person.c.business_id == business_id,
        (person.c.id == standing) | (person.c.merged_into == standing),
    )
    return table.c[column].in_(same)

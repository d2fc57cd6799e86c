"""The columns that every object has, whatever it is."""

from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Table, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql import func

from goodword.database import next_tx

NOW = text("now()")


def business_column() -> Column[Any]:
    """The first part of every key: whose row it is."""
    return Column("business_id", Uuid, primary_key=True)


def object_columns() -> list[Column[Any]]:
    """`version` counts changes of the object, `metadata` is the caller's own."""
    return [
        Column("version", BigInteger, nullable=False, server_default=text("1")),
        Column("metadata", JSONB, nullable=False, server_default=text("'{}'")),
        created_column(),
        Column("updated_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    ]


def created_column() -> Column[Any]:
    return Column("created_at", DateTime(timezone=True), nullable=False, server_default=NOW)


def changed(table: Table) -> dict[str, Any]:
    """What an UPDATE sets besides its changes: a new version."""
    return {"version": table.c.version + 1, "updated_at": func.now()}


def said(table: Table) -> dict[str, Any]:
    """What an UPDATE sets that says an event: the next place among the events of its key."""
    return {"seq": table.c.seq + 1, "last_tx": text(next_tx())}

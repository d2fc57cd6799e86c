"""A schema with two tables that stand for a service's."""

from pathlib import Path

from sqlalchemy import Column, MetaData, Table, Text, Uuid

from goodword.database import ServiceSchema

metadata = MetaData()
for name in ("note", "entry"):
    Table(
        name,
        metadata,
        Column("business_id", Uuid, primary_key=True),
        Column("name", Text, primary_key=True),
    )
SHELF = ServiceSchema("shelf", metadata, Path(), append_only=("entry",))

"""The table `set_up`, which each worker keeps in its own schema: what businesses set up for it."""

from sqlalchemy import Boolean, Column, Integer, MetaData, PrimaryKeyConstraint, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from goodword.database import SEALED, aggregate_columns


def add_set_up_table(metadata: MetaData) -> None:
    """Add `set_up` to a worker's tables. Secrets are kept sealed, and opened when they are used.

    `ok` and `errors` are what was last said of it in `settings-checked`, whose places the row
    counts. Without a body it was taken away.
    """
    Table(
        "set_up",
        metadata,
        Column("business_id", Uuid, nullable=False),
        Column("kind", Text, nullable=False),
        Column("version", Integer, nullable=False),
        Column("body", JSONB),
        Column("sealed", Text, info=SEALED),
        Column("ok", Boolean, nullable=False),
        Column("errors", JSONB, nullable=False),
        *aggregate_columns(),
        PrimaryKeyConstraint("business_id", "kind"),
    )

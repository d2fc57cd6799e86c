"""The table `opened_task`, which each service that opens tasks keeps in its own schema."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from goodword.database import SEALED, aggregate_columns


def add_opened_task_table(metadata: MetaData) -> None:
    """Add `opened_task` to a service's tables; where tasks are due it needs the job table, too.

    What people wrote as proof is not here: it stays in referral-api. `sealed` is a secret that the
    opener needs, and is emptied with the end of the task.
    """
    Table(
        "opened_task",
        metadata,
        Column("business_id", Uuid, nullable=False),
        Column("id", Uuid, nullable=False),
        Column("kind", Text, nullable=False),
        Column("occasion", Text, nullable=False),
        Column("people", SmallInteger, nullable=False),
        Column("state", Text, nullable=False, server_default="open"),
        Column("done_by", ARRAY(Text), nullable=False, server_default="{}"),
        Column("sealed", Text, info=SEALED),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
        Column("closed_at", DateTime(timezone=True)),
        *aggregate_columns(),
        PrimaryKeyConstraint("business_id", "id"),
        UniqueConstraint("business_id", "kind", "occasion", name="opened_task_once"),
        CheckConstraint(
            "state in ('open', 'overdue', 'done', 'cancelled')", name="opened_task_state"
        ),
    )

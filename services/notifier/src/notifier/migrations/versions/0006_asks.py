"""What passed with clients, the windows in which they are asked, and tasks of the notifier's own."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _of_person() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("rep_id", sa.Uuid(), nullable=True),
        sa.Column("do_not_ask", sa.Boolean(), nullable=True),
        sa.Column("consents", postgresql.JSONB(), nullable=True),
        sa.Column("first_purchase_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("story", sa.Text(), nullable=True),
    )


def upgrade() -> None:
    # Whoever is known by now counts as nobody who was erased.
    op.add_column("person", sa.Column("roles", sa.Text(), server_default="", nullable=True))
    op.alter_column("person", "roles", server_default=None)
    for column in _of_person():
        op.add_column("person", column)
    _happening()
    _ask()
    _nights()
    _opened_task()


def _moment(name: str, *, nullable: bool = True) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _happening() -> None:
    op.create_table(
        "happening",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _moment("at", nullable=False),
        _moment("ended_at"),
        sa.Column("word", sa.Text(), nullable=True),
        sa.Column("level", sa.Double(), nullable=True),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("business_id", "kind", "id"),
    )
    op.create_index("happening_person", "happening", ["business_id", "person_id"])


def _ask() -> None:
    op.create_table(
        "ask",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("signal_kind", sa.Text(), nullable=False),
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        _moment("signal_at", nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("rep_id", sa.Uuid(), nullable=True),
        _moment("opens_at", nullable=False),
        _moment("closes_at", nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("reasons", postgresql.JSONB(), nullable=True),
        _moment("sent_at"),
        sa.Column("answer", sa.Text(), nullable=True),
        _moment("answered_at"),
        sa.CheckConstraint("state in ('open', 'sending', 'sent', 'withheld')", name="ask_state"),
        sa.PrimaryKeyConstraint("business_id", "id"),
    )
    op.create_index(
        "ask_one_window",
        "ask",
        ["business_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("state in ('open', 'sending')"),
    )
    op.create_index(
        "ask_once",
        "ask",
        ["business_id", "signal_kind", "signal_id", "signal_at"],
        unique=True,
        postgresql_where=sa.text("cause = 'signal'"),
    )
    op.create_index("ask_person", "ask", ["business_id", "person_id"])


def _nights() -> None:
    op.create_table(
        "consideration",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("business_id", "person_id"),
    )
    op.create_table(
        "night",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("considered_on", sa.Date(), nullable=False),
        sa.Column("seq", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("last_tx", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("business_id"),
    )


def _opened_task() -> None:
    op.create_table(
        "opened_task",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("people", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("done_by", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("sealed", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        _moment("closed_at"),
        sa.Column("seq", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "last_tx",
            sa.BigInteger(),
            server_default=sa.text("((pg_current_xact_id())::text)::bigint"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "state in ('open', 'overdue', 'done', 'cancelled')", name="opened_task_state"
        ),
        sa.PrimaryKeyConstraint("business_id", "id"),
        sa.UniqueConstraint("business_id", "kind", "occasion", name="opened_task_once"),
    )


def downgrade() -> None:
    for table in ("opened_task", "night", "consideration", "ask", "happening"):
        op.drop_table(table)
    for name in ("roles", *(column.name for column in _of_person())):
        op.drop_column("person", str(name))

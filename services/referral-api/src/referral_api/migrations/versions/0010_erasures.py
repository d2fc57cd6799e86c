"""Erase people, and find what names them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("drop function if exists prune_deliveries(int, int)")
    for table in ("person", "delivery"):
        op.add_column(table, sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "erasure",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("sought", sa.Text(), nullable=True),
        sa.Column(
            "asked_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("swept_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("position", sa.Uuid(), nullable=True),
        sa.Column(
            "next_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["business_id", "person_id"], ["person.business_id", "person.id"]),
        sa.PrimaryKeyConstraint("business_id", "id"),
    )
    op.create_index("erasure_person", "erasure", ["business_id", "person_id"], unique=True)
    op.create_index(
        "erasure_due",
        "erasure",
        ["next_at"],
        unique=False,
        postgresql_where=sa.text("swept_at is null"),
    )


def downgrade() -> None:
    op.drop_table("erasure")
    for table in ("delivery", "person"):
        op.drop_column(table, "erased_at")

"""What people allowed and took back, and finding who was merged into somebody."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "person_merged",
        "person",
        ["business_id", "merged_into"],
        unique=False,
        postgresql_where=sa.text("merged_into IS NOT NULL"),
    )
    op.create_check_constraint("person_merged_into_another", "person", "merged_into <> id")
    op.create_table(
        "consent",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("state in ('given', 'withdrawn')", name="consent_state"),
        sa.ForeignKeyConstraint(["business_id", "person_id"], ["person.business_id", "person.id"]),
        sa.PrimaryKeyConstraint("business_id", "id"),
    )
    op.create_index("consent_person", "consent", ["business_id", "person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("consent")
    op.drop_constraint("person_merged_into_another", "person", type_="check")
    op.drop_index("person_merged", table_name="person")

"""What rules of law ask of people, and the places that programs are signed for."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ASKED = ("roles", "occupation", "employer", "licences")


def upgrade() -> None:
    for name in ASKED:
        op.add_column("person", sa.Column(name, sa.Text(), nullable=True))
    op.add_column(
        "person", sa.Column("first_purchase_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_table(
        "sign_off",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("program_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("business_id", "program_id", "version", "place"),
    )


def downgrade() -> None:
    op.drop_table("sign_off")
    op.drop_column("person", "first_purchase_at")
    for name in reversed(ASKED):
        op.drop_column("person", name)

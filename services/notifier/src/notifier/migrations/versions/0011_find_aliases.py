"""Find who was merged into somebody."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "person_merged_into",
        "person",
        ["business_id", "merged_into"],
        postgresql_where=sa.text("merged_into is not null"),
    )


def downgrade() -> None:
    op.drop_index("person_merged_into", table_name="person")

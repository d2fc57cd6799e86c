"""Whose an API key is."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("api_key", sa.Column("owner_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        "api_key_owner", "api_key", "person", ["business_id", "owner_id"], ["business_id", "id"]
    )


def downgrade() -> None:
    op.drop_constraint("api_key_owner", "api_key", type_="foreignkey")
    op.drop_column("api_key", "owner_id")

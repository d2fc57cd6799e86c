"""For how many people a day somebody may be thanked before a person looks."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("business", sa.Column("most_people_a_day", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("business", "most_people_a_day")

"""For which places somebody has signed that a program may be offered there."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

THIS_TX = "((pg_current_xact_id())::text)::bigint"


def upgrade() -> None:
    op.create_table(
        "sign_off",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("program_id", sa.Uuid(), nullable=False),
        sa.Column("program_version", sa.Integer(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rules", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("seq", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("last_tx", sa.BigInteger(), server_default=sa.text(THIS_TX), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id", "program_id", "program_version"],
            [
                "program_version.business_id",
                "program_version.program_id",
                "program_version.version",
            ],
        ),
        sa.PrimaryKeyConstraint("business_id", "program_id", "program_version", "place"),
    )
    op.create_index("sign_off_id", "sign_off", ["business_id", "id"], unique=True)


def downgrade() -> None:
    op.drop_table("sign_off")

"""Who referred whom of each reward, so that it is found when they turn out to be one person."""

import sqlalchemy as sa
from alembic import op

from goodword import ids

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

AT_ONCE = 5_000

# Their ids are in the facts that a reward was decided by, as they are shown.
_FACTS = sa.text("""
    select r.business_id, r.id, f.facts #>> '{referrer,person_id}' as referrer,
           f.facts #>> '{prospect,person_id}' as prospect
    from reward r
    cross join lateral (
        select coalesce(s.later_facts -> r.referral_id::text, s.facts) as facts from sale s
        where (s.business_id, s.sale_id) = (r.business_id, r.sale_id)
        union all
        select s.facts from stage s
        where (s.business_id, s.referral_id, s.stage)
            = (r.business_id, r.referral_id, r.verdict ->> 'on') and r.sale_id is null
    ) f
    where r.referrer_id is null and f.facts is not null
    limit :at_once
""")
_NAME = sa.text("""
    update reward set referrer_id = :referrer, prospect_id = :prospect
    where (business_id, id) = (:business, :id)
""")


def upgrade() -> None:
    op.create_index(
        "person_merged_into",
        "person",
        ["business_id", "merged_into"],
        unique=False,
        postgresql_where=sa.text("merged_into is not null"),
    )
    op.add_column("reward", sa.Column("referrer_id", sa.Uuid(), nullable=True))
    op.add_column("reward", sa.Column("prospect_id", sa.Uuid(), nullable=True))
    op.add_column("reward", sa.Column("void", sa.Text(), nullable=True))
    name_both_sides(op.get_bind())
    op.create_index("reward_prospect", "reward", ["business_id", "prospect_id"], unique=False)


def name_both_sides(connection: sa.Connection) -> None:
    """Name those of the rewards there are already."""
    while rows := connection.execute(_FACTS, {"at_once": AT_ONCE}).all():
        named = [
            {
                "business": row.business_id,
                "id": row.id,
                "referrer": ids.read("per", row.referrer),
                "prospect": ids.read("per", row.prospect),
            }
            for row in rows
        ]
        connection.execute(_NAME, named)


def downgrade() -> None:
    op.drop_index("reward_prospect", table_name="reward")
    op.drop_column("reward", "void")
    op.drop_column("reward", "prospect_id")
    op.drop_column("reward", "referrer_id")
    op.drop_index("person_merged_into", table_name="person")

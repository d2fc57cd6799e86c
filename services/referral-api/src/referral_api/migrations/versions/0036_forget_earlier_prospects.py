"""Look at the prospects who were named before there was a time to forget them (R-MSG-13).

One job for each: it forgets whom there is no reason to know any more, and plans the day for whoever
stays. It comes due in a day, when no process of the version before takes it, which would plan none.
"""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

PLAN = """
    insert into job (business_id, id, kind, dedupe_key, payload, run_at, clock_offset_s)
    select p.business_id, gen_random_uuid(), 'forget_prospect', 'forget_prospect:0036:' || p.id,
           jsonb_build_object('person_id', p.id), now() + interval '1 day',
           case when b.mode = 'test' then b.clock_offset_s else 0 end
    from person p join business b using (business_id)
    where p.erased_at is null and p.merged_into is null and p.first_purchase_at is null
      and p.roles <@ array['prospect']::text[]
      and exists (select from referral r
                  where r.business_id = p.business_id and r.prospect_id = p.id)
    on conflict (business_id, kind, dedupe_key) do nothing
"""


def upgrade() -> None:
    op.execute(PLAN)


def downgrade() -> None:
    """The jobs find nothing to do where there is nothing."""

"""What must always hold of the ledger, as SQL that finds where it does not.

Each query runs under row security, for the businesses of its transaction, and says in a sentence
what is wrong; none writes.
"""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession

WAITING = "what_waits_has_a_job"
"""The one that is not about balances: what it finds is owed, but would never go out."""

INVARIANTS: Mapping[str, TextClause] = {
    "transfers_have_accounts": text("""
        select t.business_id, 'transfer ' || t.id || ' names an account that is none of ours, or of'
               || ' another currency' as detail
        from transfer t
        left join account d on (d.business_id, d.id) = (t.business_id, t.debit)
        left join account c on (c.business_id, c.id) = (t.business_id, t.credit)
        where d.currency is distinct from t.currency or c.currency is distinct from t.currency
    """),
    "currency_sums_to_zero": text("""
        with moved as (
            select business_id, debit as id, -amount as amount from transfer
            union all select business_id, credit, amount from transfer
        )
        select business_id, currency || ' is off by ' || sum(amount) as detail
        from moved join account using (business_id, id)
        group by business_id, currency having sum(amount) <> 0
    """),
    "balance_is_sum_of_transfers": text("""
        with moved as (
            select business_id, debit as id, -amount as amount from transfer
            union all select business_id, credit, amount from transfer
        ), sums as (
            select business_id, id, sum(amount) as amount from moved group by 1, 2
        )
        select a.business_id, 'account ' || a.owner || ' ' || a.kind || ' ' || a.currency
               || ' stores ' || a.balance || ', its transfers come to '
               || coalesce(s.amount, 0) * case a.kind when 'receivable' then -1 else 1 end as detail
        from account a left join sums s using (business_id, id)
        where a.balance is not null
          and a.balance
              <> coalesce(s.amount, 0) * case a.kind when 'receivable' then -1 else 1 end
    """),
    "expense_is_what_is_owed": text("""
        with moved as (
            select business_id, reward_id, debit as id, -amount as amount from transfer
            union all select business_id, reward_id, credit, amount from transfer
        ), booked as (
            select business_id, reward_id,
                   sum(m.amount) filter (where a.kind <> 'program_expense') as owed,
                   -sum(m.amount) filter (where a.kind = 'program_expense') as expense,
                   -coalesce(sum(m.amount) filter (where a.kind = 'receivable'), 0) as receivable,
                   coalesce(sum(m.amount) filter (where a.kind = 'pending'), 0) as pending,
                   coalesce(sum(m.amount) filter (where a.kind = 'available'), 0) as available,
                   coalesce(sum(m.amount) filter (where a.kind like 'clearing:%'), 0) as clearing,
                   coalesce(sum(m.amount) filter (where a.kind = 'handed_over'), 0) as handed_over
            from moved m join account a using (business_id, id)
            group by 1, 2
        )
        select business_id, 'reward ' || reward_id || ': expense ' || expense || ', owed ' || owed
               || ', receivable ' || receivable as detail
        from booked
        where expense <> owed
           or least(pending, available, clearing, handed_over, receivable) < 0
           or expense <> pending + available + clearing + handed_over - receivable
    """),
    "expense_is_the_reward": text("""
        with booked as (
            select t.business_id, t.reward_id,
                   sum(case when d.kind = 'program_expense' then t.amount else 0 end)
                   - sum(case when c.kind = 'program_expense' then t.amount else 0 end) as expense
            from transfer t
            join account d on (d.business_id, d.id) = (t.business_id, t.debit)
            join account c on (c.business_id, c.id) = (t.business_id, t.credit)
            group by 1, 2
        )
        select r.business_id, 'reward ' || r.id || ' (' || r.state || ') is worth ' || r.amount
               || ' and booked as ' || coalesce(b.expense, 0) as detail
        from reward r
        left join booked b on (b.business_id, b.reward_id) = (r.business_id, r.id)
        where coalesce(b.expense, 0) <> case
            when r.state in ('denied', 'revoked', 'expired') then 0 else coalesce(r.amount, 0) end
    """),
    "issued_has_one_posted_payout": text("""
        select r.business_id, 'reward ' || r.id || ' (' || r.state || ') has '
               || count(p.id) || ' payouts out and ' || count(t.id) || ' posted' as detail
        from reward r
        left join payout p on (p.business_id, p.reward_id) = (r.business_id, r.id)
            and p.state in ('issued', 'delivered', 'delivery_failed', 'redeemed', 'expired')
        left join transfer t on (t.business_id, t.reward_id, t.kind, t.seq)
            = (p.business_id, p.reward_id, 'post', p.generation) and t.amount = p.amount
        group by r.business_id, r.id, r.state
        having count(p.id) <> case when r.state in ('issued', 'redeemed') then 1 else 0 end
            or count(t.id) <> count(p.id)
    """),
    "one_accrual_at_most": text("""
        select business_id, 'reward ' || reward_id || ' was accrued ' || count(*) || ' times'
               as detail
        from transfer where kind = 'accrue' group by business_id, reward_id having count(*) > 1
    """),
    # What was counted for an alias is counted for who stands for them now.
    "limits_count_what_is_out": text("""
        with recursive way as (
            select business_id, person_id, merged_into as at from person
            where merged_into is not null
            union
            select w.business_id, w.person_id, p.merged_into from way w
            join person p on (p.business_id, p.person_id) = (w.business_id, w.at)
            where p.merged_into is not null
        ), standing as (
            select w.business_id, w.person_id::text as alias, w.at::text as at from way w
            where not exists (
                select from person p where (p.business_id, p.person_id) = (w.business_id, w.at)
                                       and p.merged_into is not null)
        ), used as (
            select r.business_id, r.program_id, u -> 'scope' as scope,
                   -- While the choice is open, as much as the dearest gift.
                   case when coalesce(b.minor, 0) = 0 then 0
                        when o.is_open then coalesce((u -> 'used' ->> 'minor')::bigint, 0)
                        when r.currency in ('points', 'pieces') then 0
                        else b.minor end as minor,
                   case when coalesce(b.minor, 0) = 0 then 0
                        when o.is_open then coalesce((u -> 'used' ->> 'points')::bigint, 0)
                        when r.currency = 'points' then b.minor else 0 end as points,
                   coalesce(b.minor, 0) > 0 as is_out
            from reward r
            cross join lateral jsonb_array_elements(coalesce(r.verdict -> 'uses', '[]')) as u
            left join lateral (
                select sum(case when c.kind = 'program_expense' or c.kind = 'receivable'
                                then 0 else t.amount end)
                     - sum(case when d.kind = 'program_expense' or d.kind = 'receivable'
                                then 0 else t.amount end) as minor
                from transfer t
                join account d on (d.business_id, d.id) = (t.business_id, t.debit)
                join account c on (c.business_id, c.id) = (t.business_id, t.credit)
                where (t.business_id, t.reward_id) = (r.business_id, r.id)
            ) b on true
            cross join lateral (
                select r.verdict ? 'options' and not r.verdict ? 'chosen' as is_open
            ) o
        ), sums as (
            select u.business_id, u.program_id, u.scope ->> 'per' as per,
                   coalesce(s.at, u.scope ->> 'subject') as subject,
                   scope ->> 'rule' as rule, scope ->> 'period' as period,
                   -- For ever begins at date.min, which the driver writes as -infinity.
                   coalesce(nullif((scope ->> 'starts')::date, '0001-01-01'), '-infinity')
                       as starts, count(*) filter (where is_out) as count,
                   sum(minor) as minor, sum(points) as points
            from used u left join standing s
              on s.business_id = u.business_id and s.alias = u.scope ->> 'subject'
            group by 1, 2, 3, 4, 5, 6, 7
        )
        select business_id, 'limit ' || per || ' ' || subject || ' ' || rule || ' ' || period
               || ' counts ' || coalesce(l.count, 0) || ' and ' || coalesce(l.minor, 0)
               || ' and ' || coalesce(l.points, 0) || ' points, its rewards come to '
               || coalesce(s.count, 0) || ' and ' || coalesce(s.minor, 0)
               || ' and ' || coalesce(s.points, 0) || ' points' as detail
        from limit_use l
        full join sums s using (business_id, program_id, per, subject, rule, period, starts)
        where (coalesce(l.count, 0), coalesce(l.minor, 0), coalesce(l.points, 0))
            <> (coalesce(s.count, 0), coalesce(s.minor, 0), coalesce(s.points, 0))
    """),
    # Whatever waits by itself is moved on by a job, which commits with it. Without one it waits for
    # ever, and nobody hears of it. What is owed beside a gift that is out waits for a task.
    WAITING: text("""
        with live as materialized (
            select business_id, kind, payload from job where state in ('ready', 'running')
        ), waiting as (
            select business_id, 'reward ' || id || ' (' || state || ')' as what,
                   case state when 'pending' then 'release_reward'
                              when 'approved' then 'open_payout'
                              else 'end_choice' end as kind,
                   case state when 'pending' then jsonb_build_object('hold_no', hold_no)
                              when 'approved' then jsonb_build_object('generation', generation + 1)
                              else '{}' end || jsonb_build_object('reward_id', id) as named
            from reward where state in ('pending', 'approved')
                           or (state, reason) = ('needs_action', 'choice')
            union all
            select business_id, 'payout ' || id || ' (' || state || ')',
                   case state when 'submitting' then 'notice_lost_payout'
                              else 'reconcile_payout' end,
                   jsonb_build_object('payout_id', id)
            from payout where attention is null
                          and state in ('submitting', 'unknown', 'accepted', 'held')
        )
        select w.business_id, w.what || ' waits for a job ' || w.kind || ' that is not there'
               as detail
        from waiting w
        left join live j on j.business_id = w.business_id and j.kind = w.kind
            and coalesce(j.payload ->> 'reward_id', j.payload ->> 'payout_id')
                = coalesce(w.named ->> 'reward_id', w.named ->> 'payout_id')
            and j.payload @> w.named
        where j.business_id is null
        union all
        select r.business_id, 'reward ' || r.id || ' (' || r.state || ') owes ' || b.minor
               || ' beside what is out, and no task asks for it'
        from reward r
        cross join lateral (
            select coalesce(sum(case c.kind when 'available' then t.amount else 0 end
                                - case d.kind when 'available' then t.amount else 0 end), 0)::bigint
                       as minor
            from transfer t
            join account d on (d.business_id, d.id) = (t.business_id, t.debit)
            join account c on (c.business_id, c.id) = (t.business_id, t.credit)
            where (t.business_id, t.reward_id) = (r.business_id, r.id)
        ) b
        left join opened_task o on o.business_id = r.business_id and o.kind = 'settle_difference'
            and o.occasion = r.id || ':' || r.generation || ':' || r.sale_seq || ':' || b.minor
            and o.state in ('open', 'overdue')
        where r.state in ('issued', 'redeemed') and b.minor <> 0 and o.business_id is null
    """),
}
"""By name; each finds rows of business_id and detail."""

BUSINESSES = """
create or replace function ledger_businesses() returns setof uuid
language sql stable security definer set search_path = rewards, pg_catalog, pg_temp as $$
    select business_id from business order by business_id
$$
"""
"""Whose ledgers there are: the one thing about all businesses that the watching needs."""


async def businesses_with_ledgers(session: AsyncSession) -> list[UUID]:
    """All businesses of this service."""
    return list(await session.scalars(text("select * from ledger_businesses()")))


# Each looks at all that a business has. Where much came at once the planner still takes the tables
# for small, and would go through all accounts for each transfer.
_TAKE_WHOLE_TABLES = text("set local enable_nestloop = off")


async def violations(session: AsyncSession, invariant: str) -> list[str]:
    """What of the businesses of this transaction breaks `invariant`, a sentence each."""
    await session.execute(_TAKE_WHOLE_TABLES)
    rows = await session.execute(INVARIANTS[invariant])
    return [row.detail for row in rows]

"""What happened with a person, from the rows that tell it: newest first, page by page.

An entry's id is made of its moment and of what it tells, so that it stays the same from page to
page and ids are in the order of time, as `read_page` wants them.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Text, Uuid, bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from referral_api.db.businesses.clocks import own_time_in_sql as own_time
from referral_api.db.pages import Paged, read_page
from referral_api.db.people.people import Who, everybody_behind
from referral_api.domain.page import Page

# `told`: at, type, prefix and id of what it is about, and more words about it.
_OWN = f"""
    select {own_time("created_at")}, 'person_created', 'per', id,
           jsonb_build_object('roles', roles)
    from people
    union all
    select merged_at, 'person_merged', 'per', id, jsonb_build_object('merged_into', merged_into)
    from people where merged_at is not null
    union all
    select favourites_captured_at, 'favourites_told', 'per',
           (array_agg(id order by merged_into is not null, id))[1], '{{}}'
    from people where favourites_captured_at is not null group by favourites_captured_at
    union all
    select {own_time("erased_at")}, 'person_erased', 'per', id, '{{}}'
    from people where erased_at is not null
    union all
    select {own_time("i.created_at")}, 'identifier_learned', 'per', i.person_id,
           jsonb_build_object('kind', i.kind, 'source', i.source, 'value', i.value)
    from person_identifier i
    where i.business_id = :business_id and i.person_id = any(:people)
    union all
    select c.at, 'consent_' || c.state, 'cns', c.id,
           jsonb_build_object('purpose', c.purpose, 'channel', c.channel, 'basis', c.basis)
    from consent c where c.business_id = :business_id and c.person_id = any(:people)
"""  # noqa: S608 constants of this file
_STORY = """
    select m.at, m.type, 'prt', p.id, jsonb_build_object('program_id', p.program_id)
    from participant p cross join lateral (values
        (p.joined_at, 'program_joined'), (p.discussed_at, 'program_discussed'),
        (p.terms_sent_at, 'terms_sent')) as m (at, type)
    where p.business_id = :business_id and p.person_id = any(:people) and m.at is not null
    union all
    select (s.step ->> 'at')::timestamptz, 'referral_' || (s.step ->> 'status'), 'ref', r.id,
           jsonb_build_object('as', case when r.referrer_id = any(:people) then 'referrer'
                                         else 'prospect' end, 'actor', s.step -> 'actor')
    from referral r cross join lateral jsonb_array_elements(r.steps) as s (step)
    where r.business_id = :business_id
      and (r.referrer_id = any(:people) or r.prospect_id = any(:people))
    union all
    select s.closed_at, 'sale_closed', 'sal', s.id,
           jsonb_build_object('gross', jsonb_build_object('minor', s.gross_minor, 'currency',
                                                          s.currency), 'source', s.source)
    from sale s where s.business_id = :business_id and s.buyer_id = any(:people)
    union all
    select f.occurred_at, 'refund_' || f.status, 'rfd', f.id,
           jsonb_build_object('amount', jsonb_build_object('minor', f.amount_minor, 'currency',
                                                           s.currency))
    from sale s join refund f on f.business_id = s.business_id and f.sale_id = s.id
    where s.business_id = :business_id and s.buyer_id = any(:people)
"""
_TOLD = f"""
    select {own_time("e.created_at")}, e.type, split_part(e.data ->> 'subject', '_', 1),
           null::uuid, e.data
    from timeline_entry e
    where e.business_id = :business_id and e.person = any(:shown)
    union all
    select {own_time("d.created_at")}, 'reward_decided', 'rwd', d.reward_id,
           jsonb_build_object('decision', d.decision, 'actor', d.actor)
    from reward r join reward_decision d on d.business_id = r.business_id and d.reward_id = r.id
    where r.business_id = :business_id and r.beneficiary_id = any(:people)
    union all
    select {own_time("d.made_at")}, 'donation_made', 'rwd', d.reward_id,
           jsonb_build_object('amount', jsonb_build_object('minor', d.amount_minor, 'currency',
                                                           d.currency),
                              'charity_registration', d.charity_registration,
                              'receipt_ref', d.receipt_ref)
    from reward r join donation d on d.business_id = r.business_id and d.reward_id = r.id
    where r.business_id = :business_id and r.beneficiary_id = any(:people)
    union all
    select m.at, m.type, 'tsk', t.id, jsonb_build_object('kind', t.kind, 'reason', t.reason)
    from task t cross join lateral (values
        ({own_time("t.created_at")}, 'task_opened'),
        (case when t.status in ('done', 'cancelled')
              then {own_time("t.updated_at")} end, 'task_' || t.status)
        ) as m (at, type)
    where t.business_id = :business_id and m.at is not null
      and (t.subjects && cast(:shown as text[]) or t.assignee_id = any(:people))
"""  # noqa: S608 constants of this file
_SAID = """
    select w.written_at, case when w.withdrawn then 'review_withdrawn' else 'review_written' end,
           'rev', w.id, jsonb_build_object('source', w.source, 'rating', w.rating,
                                           'out_of', w.out_of)
    from review w where w.business_id = :business_id and w.person_id = any(:people)
    union all
    select a.answered_at, 'survey_answered', 'srv', a.id,
           jsonb_build_object('kind', a.kind, 'score', a.score, 'out_of', a.scale_max)
    from survey_answer a where a.business_id = :business_id and a.person_id = any(:people)
    union all
    select v.occurred_at, 'value_given', 'val', v.id,
           jsonb_build_object('kind', v.kind, 'counts', v.not_counted is null)
    from value_contact v where v.business_id = :business_id and v.person_id = any(:people)
    union all
    select m.at, m.type, 'iss', i.id, jsonb_build_object('kind', i.kind)
    from issue i cross join lateral (values
        (i.opened_at, 'issue_opened'), (i.resolved_at, 'issue_resolved')) as m (at, type)
    where i.business_id = :business_id and i.person_id = any(:people) and m.at is not null
    union all
    select o.changed_at, 'opportunity_' || o.stage, 'opp', o.id, '{}'
    from opportunity o where o.business_id = :business_id and o.person_id = any(:people)
    union all
    select f.fulfilled_at, 'order_fulfilled', 'ful', f.id, '{}'
    from order_fulfilment f where f.business_id = :business_id and f.person_id = any(:people)
    union all
    select i.decided_at, 'invited', 'inv', i.id,
           jsonb_build_object('kind', i.kind, 'site', i.site, 'template', i.template)
    from invitation i
    where i.business_id = :business_id and i.person_id = any(:people) and i.sent
    union all
    select m.at, m.type, 'ask', a.id,
           jsonb_build_object('wanted', a.wanted, 'answer', m.answer, 'actor', m.actor)
    from ask a cross join lateral (values
        (a.requested_at, 'ask_requested', null, a.requested_by),
        (a.answered_at, 'ask_answered', a.answer, a.answered_by)) as m (at, type, answer, actor)
    where a.business_id = :business_id and a.person_id = any(:people) and m.at is not null
"""
_MS = "least(greatest(extract(epoch from at) * 1000, 0), 281474976710655)::bigint"
_TIMELINE = f"""
    with people as materialized (
        select * from person where business_id = :business_id and id = any(:people)
    ), told (at, type, prefix, about, data) as (
        {_OWN} union all {_STORY} union all {_SAID} union all {_TOLD})
    select (lpad(to_hex({_MS}), 12, '0')
            || substr(md5(concat_ws(' ', type, about, data ->> 'subject', data)), 1, 20))::uuid
               as id, at as created_at, type, prefix, about, data
    from told
"""  # noqa: S608 constants of this file


async def page_of_timeline(session: AsyncSession, who: Who, page: Page) -> Paged:
    """A page of what happened with a person and with those who were merged into them."""
    people: Sequence[UUID] = (await session.scalars(everybody_behind(who))).all()
    told = (
        text(_TIMELINE)
        .bindparams(
            bindparam("business_id", who[0], Uuid),
            bindparam("people", list(people), ARRAY(Uuid)),
            bindparam("shown", [ids.show("per", each) for each in people], ARRAY(Text)),
        )
        .columns(
            id=Uuid,
            created_at=DateTime(timezone=True),
            type=Text,
            prefix=Text,
            about=Uuid,
            data=JSONB,
        )
        .subquery("timeline")
    )
    statement: Any = select(told)
    return await read_page(session, statement, told, page)

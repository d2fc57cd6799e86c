"""Which business a mail is to, and by which of its connections it comes in."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.single import one_or_none

FIND_MAILBOX = """
create or replace function find_mailbox(about text, sought uuid)
returns table (business_id uuid, connection_id uuid, was_connected boolean)
language sql stable security definer set search_path = referral, pg_catalog as $$
    with found as (
        select r.business_id from referral r where about = 'ref' and r.id = sought
        union all
        select a.business_id from ask a where about = 'ask' and a.id = sought
    ), door as (
        select c.* from connection c join found f using (business_id)
        where c.source = 'inbound_mail'
    )
    select f.business_id,
           (select d.id from door d where d.status = 'active' order by d.id limit 1),
           exists (select from door)
    from found f
$$
"""
"""Before the mailbox is known there is no business to see the rows of. Of several connections the
oldest takes the mail in, so that one that comes twice is kept once."""

FUNCTIONS = (FIND_MAILBOX,)

_FIND = text("select * from find_mailbox(:about, :sought)")


async def find_mailbox(session: AsyncSession, about: str, sought: UUID) -> Row[Any] | None:
    """The business of any referral or ask, and its active connection of source inbound_mail, if it
    has one, or whether it ever had one; None where there is no such thing."""
    return await one_or_none(session, _FIND.bindparams(about=about, sought=sought))

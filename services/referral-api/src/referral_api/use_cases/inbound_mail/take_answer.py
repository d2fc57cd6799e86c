"""A mail that answers an ask: taken where it is certain what it says, else shown to a person."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, ids
from goodword.seal import Hasher
from goodword.tasks import NewTask, open_tasks
from referral_api.db.businesses.businesses import business_of
from referral_api.db.connections.mailboxes import find_mailbox
from referral_api.db.people.identifiers import known_by
from referral_api.db.people.people import person_of
from referral_api.db.relationships.asks import ask_of
from referral_api.domain.asks.ask import ANSWERABLE_FOR, Answered, may_ask_for_contact
from referral_api.domain.asks.mailed_answer import MailedAnswer
from referral_api.domain.connections import mail_reasons as reasons
from referral_api.domain.connections.mail_meaning import Asked, meaning_of_answer
from referral_api.domain.tasks import READ_ANSWER
from referral_api.use_cases.asks.answer_ask import answer_ask
from referral_api.use_cases.asks.look_up import asks_now
from referral_api.use_cases.inbound_mail.name_by_mail import name_by_mail
from referral_api.use_cases.inbound_mail.received import MailOutcome, ReceivedMail
from referral_api.use_cases.inbound_mail.take_about_referral import addresses_of
from referral_api.use_cases.public.suppress_addresses import UNSUBSCRIBED, suppress_addresses

READ_WITHIN: Final = timedelta(hours=24)
"""R-SLA-02: a client who wrote hears from us within a day."""


@dataclass(frozen=True, slots=True)
class _Asking:
    """An ask, the client as they stand by now, and their addresses among all others; `contact` is
    whether we may take from them how others are reached."""

    row: Row[Any]
    client: Row[Any]
    rep_id: UUID | None
    asked: Asked
    contact: bool

    @property
    def shown(self) -> str:
        return ids.show("ask", self.row.id)


async def take_answer(
    ask_id: UUID, one: ReceivedMail, *, session: AsyncSession, hasher: Hasher
) -> MailOutcome:
    """What came of a mail to an ask's mailbox. The first answer counts, and a never whenever it
    comes; whatever else is said after it is for a person to read. RejectedError where it names
    somebody who cannot be referred."""
    row = await ask_of(session, await asks_now(one.business_id, session=session), ask_id)
    if row is None:
        found = await find_mailbox(session, "ask", ask_id)
        if found is not None:
            return MailOutcome(reason=reasons.ELSEWHERE)
        return MailOutcome(waits_for=f"ask:{ids.show('ask', ask_id)}")
    asking = await _asking(row, session)
    if asking.client.erased_at is not None:
        return MailOutcome(reason=reasons.ERASED)
    meaning = meaning_of_answer(one.mail, asking.asked)
    if meaning.said == "nothing":
        return MailOutcome(reason=reasons.OURS)
    if one.mail.refuses and one.mail.writer in asking.asked.client:
        who = row.business_id, asking.client.id
        addresses = (await known_by(session, [who]))[who]
        await suppress_addresses(who[0], addresses, UNSUBSCRIBED, hasher=hasher, session=session)
    if meaning.said in ("never", "perhaps_never"):
        return await _never(asking, meaning, one, session, hasher)
    now = await clock.now(session, row.business_id)
    if row.sent_at is not None and now - row.sent_at > ANSWERABLE_FOR:
        return MailOutcome(reason=reasons.OVER)
    return await _answer(asking, meaning, one, session, hasher)


async def _never(
    asking: _Asking,
    meaning: MailedAnswer,
    one: ReceivedMail,
    session: AsyncSession,
    hasher: Hasher,
) -> MailOutcome:
    """Heard at any time; where other words stand with it, somebody reads those, too."""
    said = Answered(answer="never", via="mail", actor=ids.show("per", asking.client.id))
    ask = asking.row.business_id, asking.row.id
    await answer_ask(ask, asking.row.person_id, said, session=session, hasher=hasher)
    if meaning.said == "never":
        return MailOutcome((asking.shown,))
    return await _to_be_read(asking, one, session)


async def _answer(
    asking: _Asking,
    meaning: MailedAnswer,
    one: ReceivedMail,
    session: AsyncSession,
    hasher: Hasher,
) -> MailOutcome:
    if meaning.said == "unclear" or asking.row.answer is not None:
        return await _to_be_read(asking, one, session)
    if meaning.said in ("named", "introduced"):
        if meaning.said == "named" and not asking.contact:
            meaning = meaning.without_addresses()
        referrals = await name_by_mail(
            asking.row, meaning, one.mail, session=session, hasher=hasher
        )
        shown = (ids.show("ref", each) for each in referrals)
        return MailOutcome((asking.shown, *shown))
    said = Answered(answer="not_now", via="mail", actor=ids.show("per", asking.client.id))
    ask = asking.row.business_id, asking.row.id
    await answer_ask(ask, asking.row.person_id, said, session=session, hasher=hasher)
    return MailOutcome((asking.shown,))


async def _to_be_read(asking: _Asking, one: ReceivedMail, session: AsyncSession) -> MailOutcome:
    """Somebody reads it, and says what it says. Where they got it themselves, once for an ask: the
    two go on writing to each other."""
    message = sha256(one.mail.message_id.encode("utf-8", "replace")).hexdigest()[:20]
    is_seen = not asking.asked.ours.isdisjoint(one.mail.readers)
    delivery = ids.show("dlv", one.delivery_id)
    task = NewTask(
        business_id=asking.row.business_id,
        kind=READ_ANSWER,
        occasion=asking.shown if is_seen else f"{asking.shown}:{message}",
        subjects=(asking.shown, ids.show("per", asking.client.id), delivery),
        assignee_id=asking.rep_id,
        due_at=await clock.now(session, asking.row.business_id) + READ_WITHIN,
    )
    await open_tasks(session, [task])
    return MailOutcome((asking.shown,), reasons.TO_BE_READ)


async def _asking(row: Row[Any], session: AsyncSession) -> _Asking:
    business_id = row.business_id
    client = await person_of(session, (business_id, row.person_id))
    assert client is not None, "an ask is to somebody"
    if client.merged_into is not None:
        client = await person_of(session, (business_id, client.merged_into))
        assert client is not None, "a merge leaves somebody"
    rep_id = row.rep_id or client.rep_id
    rep = await person_of(session, (business_id, rep_id)) if rep_id else None
    business = await business_of(session, business_id)
    people = [(business_id, each.id) for each in (client, rep) if each is not None]
    known = await known_by(session, people)
    emails = [frozenset(one.value for one in known[who] if one.kind == "email") for who in people]
    ours = addresses_of(business).union(*emails[1:])
    names = (client.display_name, client.given_name, rep and rep.display_name, business.name)
    asked = Asked(emails[0], ours, tuple(str(each) for each in names if each))
    contact = may_ask_for_contact(client.country, business.country)
    return _Asking(row, client, rep_id, asked, contact)

"""A mail about a referral: what it shows, if anything."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, ids
from goodword.bus import Said, say
from goodword.events import IntroductionPermitted
from goodword.seal import Hasher
from referral_api.db.businesses.businesses import business_of
from referral_api.db.people.identifiers import known_by
from referral_api.db.referrals.referrals import say_change
from referral_api.domain.connections import mail_reasons as reasons
from referral_api.domain.connections.inbound_mail import InboundMail
from referral_api.domain.connections.mail_meaning import Correspondents, Meaning, meaning_of
from referral_api.domain.referrals.referral import step
from referral_api.domain.referrals.states import may_move
from referral_api.use_cases.inbound_mail.received import MailOutcome, ReceivedMail
from referral_api.use_cases.introductions.introduce import Shown, introduce
from referral_api.use_cases.introductions.withdraw_prospect import Refusal, withdraw_prospect

ACTOR: Final = "source:inbound_mail"
KIND: Final = "inbound_mail"


async def take_about_referral(
    row: Row[Any], one: ReceivedMail, *, session: AsyncSession, hasher: Hasher
) -> MailOutcome:
    """What a mail moves of the referral (locked) to whose mailbox it was written."""
    meaning = meaning_of(one.mail, await _correspondents(row, session))
    at = await clock.now(session, one.business_id)
    moved = MailOutcome((ids.show("ref", row.id),))
    if meaning is Meaning.REFUSED:
        prospect = one.business_id, row.prospect_id
        refusal = Refusal(at, ids.show("per", row.prospect_id), KIND)
        await withdraw_prospect(prospect, refusal, session=session, hasher=hasher)
        return moved
    if meaning is Meaning.AGREED and may_move(row.status, "permission_given"):
        await _permit(row, one.mail, at, session)
        return moved
    introduces = meaning in (Meaning.INTRODUCED, Meaning.PERHAPS_INTRODUCED)
    if introduces and may_move(row.status, "introduced"):
        verified = meaning is Meaning.INTRODUCED
        await introduce(row, Shown(at, ACTOR, one.mail.evidence, verified), session=session)
        return moved
    return MailOutcome(reason=reasons.NOTHING_NEW)


async def _permit(row: Row[Any], mail: InboundMail, at: datetime, session: AsyncSession) -> None:
    """The prospect answered, and did not say no."""
    taken = step("permission_given", at, ACTOR, **mail.evidence)
    changes = {"status": "permission_given", "steps": [*row.steps, taken]}
    place = await say_change(session, row.business_id, row.id, changes)
    event = IntroductionPermitted(
        business_id=row.business_id,
        referral_id=row.id,
        referrer_id=row.referrer_id,
        prospect_id=row.prospect_id,
        evidence_kind=KIND,
        actor=ids.show("per", row.prospect_id),
        permitted_at=at,
    )
    await say(session, [Said(event, place.seq, place.last_tx)])


async def _correspondents(row: Row[Any], session: AsyncSession) -> Correspondents:
    """The addresses of everybody who may be in such a mail."""
    people = [row.referrer_id, row.prospect_id, *([row.rep_id] if row.rep_id else [])]
    known = await known_by(session, [(row.business_id, each) for each in people])
    of = {
        each: frozenset(one.value for one in known[row.business_id, each] if one.kind == "email")
        for each in people
    }
    business = await business_of(session, row.business_id)
    return Correspondents(
        referrer=of[row.referrer_id],
        prospect=of[row.prospect_id],
        ours=of.get(row.rep_id, frozenset()) | addresses_of(business),
    )


def addresses_of(business: Row[Any]) -> frozenset[str]:
    """Those by which a business writes and is written to."""
    ours = {business.from_email, business.reply_to, business.contact_email} - {None}
    return frozenset(each.lower() for each in ours)

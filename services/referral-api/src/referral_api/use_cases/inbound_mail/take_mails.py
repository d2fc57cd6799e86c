"""Mails to our mailboxes: what each of them shows or says, if anything."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.letters.mailboxes import Mailbox
from goodword.seal import Hasher
from referral_api.db.businesses.businesses import readings_of
from referral_api.db.referrals.referrals import lock_referrals
from referral_api.domain.addresses import mailbox
from referral_api.domain.connections import mail_reasons as reasons
from referral_api.use_cases.inbound_mail.received import MailOutcome, ReceivedMail, joined
from referral_api.use_cases.inbound_mail.take_about_referral import take_about_referral
from referral_api.use_cases.inbound_mail.take_answer import take_answer


async def take_mails(
    received: Sequence[ReceivedMail], *, session: AsyncSession, hasher: Hasher
) -> dict[UUID, MailOutcome]:
    """By delivery, what came of its mail. A mail that shows nothing new, or comes to a referral
    that cannot become what it shows, moves none: what was, stays. RejectedError where an answer
    names somebody who cannot be referred."""
    outcomes: dict[UUID, MailOutcome] = {}
    for one in received:
        boxes = [each for each in one.mail.mailboxes if each.is_ours(hasher)]
        if not boxes:
            outcomes[one.delivery_id] = MailOutcome(reason=reasons.NOT_OURS)
            continue
        normal = await _normalised(one, session)
        each = [await _take(box, normal, session, hasher) for box in boxes]
        outcomes[one.delivery_id] = joined(each)
    return outcomes


async def _normalised(one: ReceivedMail, session: AsyncSession) -> ReceivedMail:
    """The mail, its addresses as its business compares them."""
    reading = (await readings_of(session, [one.business_id]))[one.business_id]
    mail = one.mail.read_as(mailbox if reading.same_mailbox else str)
    return ReceivedMail(one.business_id, one.delivery_id, mail)


async def _take(
    box: Mailbox, one: ReceivedMail, session: AsyncSession, hasher: Hasher
) -> MailOutcome:
    if box.about == "ask":
        return await take_answer(box.id, one, session=session, hasher=hasher)
    rows = await lock_referrals(session, [(one.business_id, box.id)])
    if not rows:
        return MailOutcome(reason=reasons.NOT_THEIRS)
    return await take_about_referral(rows[0], one, session=session, hasher=hasher)

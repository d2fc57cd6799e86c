"""The first beat of sending: claim the message, look whether it may go, and fix what goes."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.errors import TransientError
from goodword.letters.defaults import language_of
from notifier.db import messages, suppressions, templates
from notifier.domain.asks.ask import KIND
from notifier.domain.copies import Person
from notifier.domain.introductions.introducing import Introducing
from notifier.domain.introductions.letter import KINDS as INTRODUCTIONS
from notifier.domain.message import Message, Standing, claim, refuse
from notifier.domain.suppression import is_suppressed
from notifier.ports import Channel, Mail
from notifier.use_cases.gate.check_ask import NOT_ASKED, check_ask
from notifier.use_cases.gate.look_at_introduction import look_at_introduction
from notifier.use_cases.messages.announce import announce
from notifier.use_cases.messages.compose_mail import (
    Correspondents,
    WithheldError,
    compose_mail,
    read_mail,
)
from notifier.use_cases.messages.correspondents import SEEN_AGAIN_AFTER_S, correspondents, rep_of
from notifier.use_cases.messages.mailroom import Mailroom
from notifier.use_cases.messages.wait_for_hours import wait_for_hours
from notifier.use_cases.messages.way import way_of


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail to hand over now, and the turn that whoever does so must name when closing."""

    turn: int
    mail: Mail
    channel: Channel


async def claim_message(business_id: UUID, id_: UUID, *, mailroom: Mailroom) -> Claimed | None:
    """Claim a message; None where there is nothing (more) to hand over.

    TransientError while another claim is in force. The suppression of the address is looked up in
    the transaction that claims, so nobody is written to who opted out before.
    """
    async with mailroom.db.begin([business_id]) as session:
        message = await messages.lock(session, business_id, id_)
        if message.standing.is_final:
            return None
        if message.leased:
            raise TransientError("somebody is sending it", retry_after_s=SEEN_AGAIN_AFTER_S)
        if await wait_for_hours(message, session=session):
            return None
        claimed = claim(message.standing)
        if claimed.is_final:
            await announce(message, claimed, channel=message.channel, session=session)
            return None
        return await _prepare(session, message, claimed, mailroom)


async def _prepare(
    session: AsyncSession, message: Message, claimed: Standing, mailroom: Mailroom
) -> Claimed | None:
    business, person = await correspondents(session, message)
    rep = await rep_of(session, message)
    way = await way_of(business, mailroom=mailroom, session=session)
    try:
        await _check_ask(session, message, claimed, mailroom)
        introducing = await _introducing(session, message, mailroom)
        if claimed.lost:
            # A repeat is the same bytes, so it is not composed again, whatever has changed since.
            mail = read_mail(message.content or "", mailroom=mailroom)
            await _check_suppression(session, message, mail.to_address, mailroom)
        else:
            language = language_of(person.locale or business.locale)
            key = message.business_id, message.kind, language
            between = Correspondents(
                business=business,
                person=person,
                address=_address(person),
                way=way,
                rep=rep,
                introducing=introducing,
                template=await templates.own_template(session, key),
            )
            mail = await _compose(session, message, between, mailroom)
    except WithheldError as withheld:
        standing = refuse(claimed, withheld.reason)
        await announce(message, standing, channel=message.channel, session=session)
        return None
    await messages.stand(session, message, claimed, lease_s=mailroom.lease_s)
    return Claimed(claimed.turn, mail, way.channel)


def _address(person: Person) -> str:
    if person.email is None and person.person_id is None:
        raise WithheldError("no_contact_address", "the business has named no address of its own")
    if person.email is None:
        raise WithheldError("no_address", "no mail address of this person is known")
    return person.email


async def _check_ask(
    session: AsyncSession, message: Message, claimed: Standing, mailroom: Mailroom
) -> None:
    if message.kind != KIND:
        return
    is_repeat, hasher = claimed.lost > 0, mailroom.hasher
    if not await check_ask(message, is_repeat=is_repeat, hasher=hasher, session=session):
        raise WithheldError(NOT_ASKED, "the gate says no")


async def _introducing(
    session: AsyncSession, message: Message, mailroom: Mailroom
) -> Introducing | None:
    if message.kind not in INTRODUCTIONS:
        return None
    found = await look_at_introduction(message, session=session, hasher=mailroom.hasher)
    if found.over is not None:
        raise WithheldError(found.over, "the introduction needs no letter any more")
    return found


async def _compose(
    session: AsyncSession, message: Message, between: Correspondents, mailroom: Mailroom
) -> Mail:
    await _check_suppression(session, message, between.address, mailroom)
    mail, composed = compose_mail(message, between, mailroom=mailroom)
    await messages.fix(session, message, composed)
    return mail


async def _check_suppression(
    session: AsyncSession, message: Message, address: str, mailroom: Mailroom
) -> None:
    address_hash = mailroom.hasher.address(message.business_id, "email", address)
    scopes = await suppressions.mail_scopes(session, message.business_id, address_hash)
    if is_suppressed(message.kind, scopes):
        raise WithheldError("suppressed", "the address is suppressed")

"""A client names somebody by mail, or introduces them by copying them."""

from typing import Any, Final
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, ids
from goodword.errors import RejectedError
from goodword.seal import Hasher
from referral_api.db.referrals.referrals import lock_referrals
from referral_api.domain.asks.ask import Answered
from referral_api.domain.asks.body import ProspectBody
from referral_api.domain.asks.mailed_answer import MailedAnswer
from referral_api.domain.connections.inbound_mail import InboundMail
from referral_api.domain.referrals.states import may_move
from referral_api.use_cases.asks.answer_ask import answer_ask
from referral_api.use_cases.introductions.ask_referrer import Request, ask_referrer
from referral_api.use_cases.introductions.introduce import Shown, introduce
from referral_api.use_cases.introductions.reachable import is_reachable

ACTOR: Final = "source:inbound_mail"


async def name_by_mail(
    row: Row[Any],
    meaning: MailedAnswer,
    mail: InboundMail,
    *,
    session: AsyncSession,
    hasher: Hasher,
) -> tuple[UUID, ...]:
    """The referrals of those whom a mail names in answer to an ask's row.

    That they agreed is what the client says, or what the ask wanted before a name (`permission`).
    Where it wanted an introduction, that is asked for now in any case (R-INT-02): the request goes
    to the client, who asks their friend first. Whom they copied they have introduced (R-INT-05);
    nobody had named them before, so it is for somebody to look at before it earns. RejectedError
    where one is none to be referred.
    """
    permission = meaning.said == "named" and (meaning.they_know or row.wanted == "permission")
    said = Answered(
        answer="named",
        via="mail",
        actor=ids.show("per", row.person_id),
        prospects=_prospects(meaning, permission=permission),
    )
    ask = row.business_id, row.id
    answered, _ = await answer_ask(ask, row.person_id, said, session=session, hasher=hasher)
    keys = [(row.business_id, each) for each in answered.referral_ids]
    for referral in await lock_referrals(session, sorted(keys)):
        if meaning.said == "introduced":
            await _introduce(referral, mail, session)
        elif row.wanted == "introduction":
            await _request(referral, session, hasher)
    return tuple(answered.referral_ids)


def _prospects(meaning: MailedAnswer, *, permission: bool) -> tuple[ProspectBody, ...]:
    try:
        return tuple(
            ProspectBody(name=each.name, email=each.email, permission=permission)
            for each in meaning.friends
        )
    except ValidationError as error:
        raise RejectedError("invalid_request", "It names somebody by no address.") from error


async def _introduce(referral: Row[Any], mail: InboundMail, session: AsyncSession) -> None:
    if may_move(referral.status, "introduced"):
        at = await clock.now(session, referral.business_id)
        shown = Shown(at, ACTOR, mail.evidence, verified=False)
        await introduce(referral, shown, session=session)


async def _request(referral: Row[Any], session: AsyncSession, hasher: Hasher) -> None:
    if referral.status != "named":
        return
    who = referral.business_id, referral.prospect_id
    if await is_reachable(*who, hasher=hasher, session=session):
        at = await clock.now(session, referral.business_id)
        await ask_referrer(referral, Request(), at, session=session)

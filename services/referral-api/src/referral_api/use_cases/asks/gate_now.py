"""What the gate would say of somebody now, from what is known here."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, ids
from goodword.asking import AskParameters, Signal, consider, has_basis, untold, window_open
from goodword.seal import Hasher
from referral_api.db.people.consents import consents_of
from referral_api.db.people.identifiers import known_by
from referral_api.db.people.suppressions import is_suppressed
from referral_api.db.relationships.asks import open_ask_of, sent_asks_of
from referral_api.db.relationships.reports import reports_about
from referral_api.db.relationships.tables import TABLES
from referral_api.domain.asks.client import Known, client_of, is_client
from referral_api.domain.people.consents import in_effect


@dataclass(frozen=True, slots=True)
class GateNow:
    """The newest good word, and all that says no `at` this moment of the business's clock."""

    at: datetime
    signal: Signal | None
    reasons: tuple[dict[str, Any], ...]


async def gate_now(
    person: Row[Any], business: Row[Any], *, hasher: Hasher, session: AsyncSession
) -> GateNow:
    """Of a person who stands for themselves, and was not erased."""
    parameters = AskParameters.of(business.parameters)
    now = await clock.now(session, person.business_id)
    writable = await _may_be_written_to(person, parameters, hasher, session)
    verdict = consider(client_of(await _known(person, writable, session)), now, parameters)
    live = await open_ask_of(session, (person.business_id, person.id), now)
    taken = () if live is None else (window_open(ids.show("ask", live)),)
    without = untold(person.story, person.locale or business.locale)
    reasons = (*taken, *verdict.reasons, *(() if without is None else (without,)))
    return GateNow(now, verdict.signal, tuple(asdict(each) for each in reasons))


async def email_of(who: tuple[UUID, UUID], session: AsyncSession) -> str | None:
    """The address that letters to a person go to; None where we know of none."""
    known = (await known_by(session, [who]))[who]
    return next((each.value for each in known if each.kind == "email"), None)


async def _known(person: Row[Any], writable: bool, session: AsyncSession) -> Known:
    who = (person.business_id, person.id)
    reports = {str(kind): await reports_about(session, kind, who) for kind in TABLES}
    return Known(person, reports, await sent_asks_of(session, who), writable)


async def _may_be_written_to(
    person: Row[Any], parameters: AskParameters, hasher: Hasher, session: AsyncSession
) -> bool:
    who = (person.business_id, person.id)
    email = await email_of(who, session)
    if email is None:
        return False
    if await is_suppressed(session, who[0], hasher.address(who[0], "email", email)):
        return False
    said = in_effect((await consents_of(session, [who]))[who])
    words = [each._mapping for each in said]
    return has_basis(words, bought=is_client(person), parameters=parameters)

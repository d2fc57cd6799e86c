"""Why a client was asked, or never was."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.seal import Hasher
from referral_api.db.businesses.businesses import business_of
from referral_api.db.referrals.explaining import names_of
from referral_api.db.relationships.explaining import asks_to, told_of_asking
from referral_api.domain.asks.sentences import gently, sentence
from referral_api.domain.explaining.asks import (
    considered,
    told_answer,
    told_consideration,
    told_report,
    told_request,
    told_sending,
)
from referral_api.domain.explaining.story import Entry, Explanation, day, in_order
from referral_api.use_cases.asks.gate_now import GateNow, gate_now
from referral_api.use_cases.asks.look_up import asks_now
from referral_api.use_cases.explaining.explain_ask import CLIENT, reports_of
from referral_api.use_cases.people.look_up import known_person

ERASED = Explanation("They were erased, and nobody asks them.", "We know nothing of you.", ())


async def explain_person(
    business_id: UUID, person_id: UUID, *, hasher: Hasher, session: AsyncSession
) -> Explanation:
    """What passed with somebody as far as it decides about asking, each time they were asked or
    were not, and what the gate says now; RejectedError `not_found`."""
    person = await known_person(business_id, person_id, session=session, standing=True)
    if person.erased_at is not None:
        return ERASED
    who = (business_id, person.id)
    business = await business_of(session, business_id)
    gate = await gate_now(person, business, hasher=hasher, session=session)
    asks = await asks_to(session, await asks_now(business_id, session=session), who)
    name = (await names_of(session, business_id, [person.id])).get(person.id, CLIENT)
    reports = await reports_of(who, session)
    story = [
        *(
            entry
            for kind, some in reports.items()
            for each in some
            for entry in told_report(kind, each, name)
        ),
        *_told(await told_of_asking(session, who), ids.show("per", person.id), name),
        *(entry for row in asks for entry in _told_ask(row, name)),
        considered(gate.at, ids.show("per", person.id), gate.reasons, _now(gate, name)),
    ]
    return Explanation(
        sentence=f"{_asked(asks, name)} {_against(gate)}",
        for_referrer=gently(gate.reasons),
        story=in_order(story),
    )


def _told(told: Sequence[Row[Any]], person: str, name: str) -> Iterator[Entry]:
    for each in told:
        if each.type == "ask_withheld":
            yield told_consideration(each, each.data.get("ask_id", person), name)


def _told_ask(row: Row[Any], name: str) -> Iterator[Entry]:
    yield from told_request(row, name)
    yield from told_sending(row, None, name)
    yield from told_answer(row, name)


def _now(gate: GateNow, name: str) -> str:
    return f"Now {name} may not be asked" if gate.reasons else f"Now {name} may be asked"


def _asked(asks: Sequence[Row[Any]], name: str) -> str:
    sent = [row.sent_at for row in asks if row.sent_at is not None]
    if not sent:
        return f"{name} was never asked."
    times = "once" if len(sent) == 1 else f"{len(sent)} times"
    return f"{name} was asked {times}, last on {day(max(sent))}."


def _against(gate: GateNow) -> str:
    if not gate.reasons:
        return "Nothing says no now."
    return " ".join(["Now this says no:", *(sentence(each) for each in gate.reasons)])

"""Carry out what sources ask in the name of their customers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, ids
from goodword.seal import Sealer
from goodword.tasks import NewTask, open_tasks
from referral_api.db.people import asked, erasures
from referral_api.db.people.identifiers import find_people
from referral_api.domain.people.person import Identifier
from referral_api.domain.people.privacy import (
    DataAsked,
    ErasureAsked,
    PrivacyAsked,
    ShopErasureAsked,
)
from referral_api.domain.tasks import DATA_REQUEST

DUE_AFTER = timedelta(days=30)
"""How long the law gives, and Shopify."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What a delivery asks."""

    business_id: UUID
    delivery_id: UUID
    asked: PrivacyAsked


async def carry_out(
    demands: Sequence[Demand], *, sealer: Sealer, session: AsyncSession
) -> dict[UUID, list[str]]:
    """Open a task for each question, and ask for each erasure; by delivery, the ids of the people
    whom it meant and of the tasks. The erasing itself is done behind it (`sweep_erasures`): a shop
    may have many customers."""
    facts: dict[UUID, list[str]] = {}
    for each in demands:
        told = facts.setdefault(each.delivery_id, [])
        people = await _people(each, session)
        told += [ids.show("per", person_id) for person_id in people]
        if isinstance(each.asked, DataAsked):
            told += await _open_tasks(each, people, session)
        else:
            await erasures.ask(session, list(_erasures(each, people, sealer)))
    return {delivery_id: told[:MAX_FACTS] for delivery_id, told in facts.items()}


MAX_FACTS = 100
"""A shop may have more customers than a delivery can list."""


async def _people(demand: Demand, session: AsyncSession) -> list[UUID]:
    if isinstance(demand.asked, ShopErasureAsked):
        return await _customers(demand, demand.asked.source, session)
    known_by, source, sales = demand.asked.known_by, demand.asked.source, demand.asked.sales
    found = await _known(demand.business_id, known_by, session)
    buyers = await asked.buyers_of(session, demand.business_id, source, sales)
    return list(dict.fromkeys([*found, *buyers]))


async def _known(
    business_id: UUID, known_by: Sequence[Identifier], session: AsyncSession
) -> list[UUID]:
    """The one whom the best identifier names, as everywhere: others may only share an address."""
    owners = await find_people(session, [(business_id, each) for each in known_by])
    found = (owners.get((business_id, each)) for each in known_by)
    return [person_id for person_id in found if person_id is not None][:1]


async def _customers(demand: Demand, source: str, session: AsyncSession) -> list[UUID]:
    """Everybody the shop told of; where the business has another shop, whose customers are not to
    be forgotten, those whose orders are known to have come from this one."""
    business_id = demand.business_id
    connection = await asked.connection_of(session, business_id, demand.delivery_id)
    if not connection.has_sisters:
        return await asked.customers_of_source(session, business_id, source)
    facts = await asked.facts_of_connection(session, business_id, connection.connection_id)
    return await asked.buyers_in(session, business_id, [ids.read("sal", each) for each in facts])


def _erasures(demand: Demand, people: Sequence[UUID], sealer: Sealer) -> Iterable[dict[str, Any]]:
    """One for each person, and one more for whatever names a customer of whom nothing is known."""
    source, shared = demand.asked.source, {"business_id": demand.business_id}
    for person_id in people:
        yield {"id": ids.new(), "person_id": person_id, "asked_by": source, "sought": None} | shared
    if isinstance(demand.asked, ErasureAsked):
        sought = sealer.seal(demand.asked.sought.written())
        yield {"id": ids.new(), "person_id": None, "asked_by": source, "sought": sought} | shared


async def _open_tasks(demand: Demand, people: Sequence[UUID], session: AsyncSession) -> list[str]:
    """The task, as shown; none where this very question came before."""
    asked_in = ids.show("dlv", demand.delivery_id)
    task = NewTask(
        business_id=demand.business_id,
        kind=DATA_REQUEST,
        occasion=asked_in,
        subjects=(*(ids.show("per", person_id) for person_id in people), asked_in),
        due_at=await clock.now(session, demand.business_id) + DUE_AFTER,
    )
    opened = await open_tasks(session, [task])
    return [ids.show("tsk", task_id) for task_id in opened.values()]

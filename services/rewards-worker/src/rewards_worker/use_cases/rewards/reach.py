"""Whether and how what is owed can reach its beneficiaries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from rewards_worker.db import state
from rewards_worker.domain.copies import Business, Person
from rewards_worker.domain.record import Reward

NO_CONTACT_WAY = "no_contact_way"

IN_PERSON = frozenset({"physical_gift", "service", "recognition", "custom"})
IN_THE_LEDGER = frozenset({"points", "store_credit"})
NEED_NO_ADDRESS = IN_PERSON | IN_THE_LEDGER
"""Kinds that reach their beneficiary without an address of theirs."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The businesses and the beneficiaries of some rewards."""

    businesses: Mapping[UUID, Business]
    people: Mapping[tuple[UUID, UUID], Person]

    def business(self, reward: Reward) -> Business:
        return self.businesses[reward.business_id]

    def person(self, reward: Reward) -> Person | None:
        if reward.beneficiary_id is None:
            return None
        return self.people.get((reward.business_id, reward.beneficiary_id))

    def missing(self, reward: Reward) -> str | None:
        """What stands in the way of handing it over, if anything."""
        if reward.kind in NEED_NO_ADDRESS:
            return None
        person = self.person(reward)
        return None if person and person.contact_email else NO_CONTACT_WAY


async def reach_of(rewards: Iterable[Reward], *, session: AsyncSession) -> Reach:
    """Look up everybody at once."""
    wanted = list(rewards)
    return Reach(
        await state.businesses(session, {one.business_id for one in wanted}),
        await state.people(
            session,
            {(one.business_id, one.beneficiary_id) for one in wanted if one.beneficiary_id},
        ),
    )

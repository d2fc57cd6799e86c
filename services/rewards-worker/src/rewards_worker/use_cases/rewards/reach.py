"""Whether and how what is owed can reach its beneficiaries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from rewards_worker.db import state
from rewards_worker.domain.copies import Business, Person
from rewards_worker.domain.record import Reward

NO_CONTACT_WAY = "no_contact_way"
FAVOURITE_UNKNOWN = "favourite_unknown"
"""The gift is from a place, or to a charity, that its beneficiary has yet to name."""

FAVOURITE = "favourite"
"""What a program says in place of a name: the beneficiary's own, which is written down in the
order, so that no later wish changes what was asked for."""

DONATION = "charity_donation"

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
        person = self.person(reward)
        if reward.kind not in NEED_NO_ADDRESS and not (person and person.contact_email):
            return NO_CONTACT_WAY
        # Of several gifts none is taken yet.
        is_chosen = not (reward.standing and reward.standing.choice_open)
        if is_chosen and _is_favourite(reward) and self.where(reward) is None:
            return FAVOURITE_UNKNOWN
        return None

    def where(self, reward: Reward) -> str | None:
        """The place that the gift is from, or the charity that it goes to, where it has one."""
        if not _is_favourite(reward):
            named: str | None = reward.verdict.get("where")
            return named
        person = self.person(reward)
        if person is None:
            return None
        return person.favourite_charity if reward.kind == DONATION else person.favourite_restaurant


def _is_favourite(reward: Reward) -> bool:
    """A donation of which nothing is said goes where its beneficiary likes it to go."""
    unsaid = FAVOURITE if reward.kind == DONATION else None
    return (reward.verdict.get("where") or unsaid) == FAVOURITE


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

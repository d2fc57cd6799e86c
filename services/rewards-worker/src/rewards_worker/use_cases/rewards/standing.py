"""What stands behind closed sales: all that a decision about them needs, loaded at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.bus import StateUnseenError
from goodword.compliance import Law, law_for
from goodword.events import Envelope, SaleClosed, SaleReferral
from goodword.programs import Facts, ProgramDocument
from rewards_worker.db import state
from rewards_worker.db.programs import VersionKey, signed_places
from rewards_worker.domain.copies import Business, Person
from rewards_worker.domain.facts import facts_of, people_of
from rewards_worker.use_cases.rewards.documents import documents_of


@dataclass(frozen=True, slots=True)
class Case:
    """A sale that belongs to a referral, with what decides about it."""

    sale: SaleClosed
    referral: SaleReferral
    seq: int
    business: Business
    facts: Facts
    document: ProgramDocument
    signed: frozenset[str]

    @property
    def law(self) -> Law:
        """The law for its business, with what is signed for."""
        return law_for(self.business.industry, self.business.place, self.signed)

    @property
    def key(self) -> tuple[UUID, UUID]:
        return self.sale.business_id, self.sale.sale_id

    @property
    def program(self) -> tuple[UUID, UUID]:
        return self.sale.business_id, self.referral.program_id


async def standing_behind(
    session: AsyncSession, batch: Sequence[Envelope[SaleClosed]]
) -> list[Case]:
    """A case for each sale that belongs to a referral; StateUnseenError where state is missing."""
    referred = [
        (envelope, envelope.event.referral)
        for envelope in batch
        if envelope.event.referral is not None
    ]
    if not referred:
        return []
    events = [(envelope.event, referral) for envelope, referral in referred]
    known = _Known(
        await state.businesses(session, {event.business_id for event, _ in events}),
        await state.people(
            session,
            {(event.business_id, one) for event, ref in events for one in people_of(event, ref)},
        ),
        await documents_of({_version(*event) for event in events}, session=session),
        await signed_places(session, {_version(*event) for event in events}),
    )
    waits = {
        envelope.id: missing
        for envelope, referral in referred
        if (missing := known.missing(envelope.event, referral))
    }
    if waits:
        raise StateUnseenError(waits)
    return [known.case(envelope, referral) for envelope, referral in referred]


def _version(sale: SaleClosed, referral: SaleReferral) -> VersionKey:
    return sale.business_id, referral.program_id, referral.program_version


class _Known:
    """What was found, and which of it a sale still misses."""

    def __init__(
        self,
        businesses: Mapping[UUID, Business],
        people: Mapping[tuple[UUID, UUID], Person],
        documents: Mapping[VersionKey, ProgramDocument],
        signed: Mapping[VersionKey, frozenset[str]],
    ) -> None:
        self._signed = signed
        self._businesses = businesses
        self._documents = documents
        self._people: dict[UUID, dict[UUID, Person]] = defaultdict(dict)
        for (business_id, person_id), person in people.items():
            self._people[business_id][person_id] = person

    def missing(self, sale: SaleClosed, referral: SaleReferral) -> list[str]:
        """What the sale waits for, as it is written where events wait."""
        missing = []
        if sale.business_id not in self._businesses:
            missing.append(f"business:{ids.show('biz', sale.business_id)}")
        known = self._people[sale.business_id]
        missing += [
            f"person:{ids.show('per', one)}"
            for one in people_of(sale, referral)
            if one not in known
        ]
        if _version(sale, referral) not in self._documents:
            shown = ids.show("prg", referral.program_id)
            missing.append(f"program:{shown}:{referral.program_version}")
        return missing

    def case(self, envelope: Envelope[SaleClosed], referral: SaleReferral) -> Case:
        sale = envelope.event
        business = self._businesses[sale.business_id]
        return Case(
            sale=sale,
            referral=referral,
            seq=envelope.seq,
            business=business,
            facts=facts_of(sale, referral, business, self._people[sale.business_id]),
            document=self._documents[_version(sale, referral)],
            signed=self._signed[_version(sale, referral)],
        )

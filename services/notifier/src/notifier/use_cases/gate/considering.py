"""All that decides whether clients may be asked, loaded with a constant number of statements."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock
from goodword.asking import (
    AskParameters,
    AskReason,
    AskVerdict,
    Client,
    consider,
    has_basis,
    untold,
)
from goodword.database.people import standing_for
from goodword.seal import Hasher
from notifier.db import state
from notifier.db.asks import clients
from notifier.db.asks.happenings import Who
from notifier.db.saying import lock_people
from notifier.domain.asks.ask import Ask
from notifier.domain.asks.client import client_of
from notifier.domain.asks.happening import Happening
from notifier.domain.copies import Business, Person
from notifier.use_cases.gate.histories import histories


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered:
    """A client at `now` of the business's clock. What was told of those who were merged into them
    is theirs; so are the asks."""

    who: Who
    business: Business
    person: Person
    now: datetime
    parameters: AskParameters
    known: clients.Known
    happenings: list[Happening]
    asks: list[Ask]
    may_be_written_to: bool

    def client(self, but: UUID | None = None) -> Client:
        """As the gate sees them; of the asks all `but` the one that is decided on."""
        return client_of(
            self.happenings,
            [one for one in self.asks if one.id != but],
            is_client=self.known.is_client,
            first_purchase_at=self.known.first_purchase_at,
            do_not_ask=self.known.do_not_ask,
            may_be_written_to=self.may_be_written_to,
        )

    def verdict(self, but: UUID | None = None) -> AskVerdict:
        """What the gate says now."""
        return consider(self.client(but), self.now, self.parameters)

    def reasons(self, but: UUID | None = None) -> tuple[AskReason, ...]:
        """All that says no: the gate, and that an ask tells the client's own story with us, in
        words that ask nothing by themselves."""
        against = self.verdict(but).reasons
        without = untold(self.person.story, self.person.locale or self.business.locale)
        return against if without is None else (*against, without)

    @property
    def live(self) -> list[Ask]:
        """The windows in which they may still be asked; several where people were merged."""
        return [one for one in self.asks if one.state in ("open", "sending")]


async def considering(
    people: Collection[Who], *, hasher: Hasher, session: AsyncSession
) -> dict[Who, Considered]:
    """Those who stand for `people` by now, by business and person, their rows locked; so what is
    decided on them is decided once at a time. Those who are not known here yet are left out."""
    standing = {(who[0], at) for who, at in (await standing_for(session, people)).items()}
    await lock_people(session, standing)
    copies = await state.people(session, standing)
    businesses = await state.businesses(session, {business_id for business_id, _ in standing})
    times = await clock.now_of(session, businesses)
    known = await clients.known(session, standing)
    lives = await histories(session, standing)
    unwritable = await _suppressed(session, known, hasher)
    found = {}
    for who in sorted(standing):
        person = copies[who].person
        if person is None or who[0] not in businesses or who not in known:
            continue
        parameters = AskParameters.of(businesses[who[0]].parameters)
        one = known[who]
        allowed = has_basis(one.consents, bought=one.is_client, parameters=parameters)
        found[who] = Considered(
            who=who,
            business=businesses[who[0]],
            person=person,
            now=times[who[0]],
            parameters=parameters,
            known=one,
            happenings=lives[who].happenings,
            asks=lives[who].asks,
            may_be_written_to=one.email is not None and allowed and who not in unwritable,
        )
    return found


async def _suppressed(
    session: AsyncSession, known: dict[Who, clients.Known], hasher: Hasher
) -> set[Who]:
    hashes = {
        who: (who[0], hasher.address(who[0], "email", one.email))
        for who, one in known.items()
        if one.email is not None
    }
    kept_back = await clients.suppressed(session, set(hashes.values()))
    return {who for who, key in hashes.items() if key in kept_back}

"""The facts of a decision: what a fact froze, with what is known of its people now.

Whoever decides completes them here, and nowhere else: so a reward and its dry run look at the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from goodword.programs.evaluation.facts import Facts, Person

P = TypeVar("P", bound=Person)


def people_in(frozen: Facts) -> Iterator[UUID]:
    """Everybody of whom `known_facts` has to know."""
    yield from (frozen.prospect.person_id, frozen.referrer.person_id)
    if frozen.rep is not None:
        yield frozen.rep.person_id


def known_facts(frozen: Facts, people: Mapping[UUID, Person], *, zone: str) -> Facts:
    """`frozen`, completed: `people` are by the ids that it names as they are now, each perhaps
    another one, who stands for a person who was merged. `zone` (IANA) is the business's."""
    rep = frozen.rep
    if rep is not None:
        now = people[rep.person_id]
        rep = replace(rep, person_id=now.person_id, accepts=now.accepts)
    return replace(
        frozen,
        prospect=_known(frozen.prospect, people),
        referrer=_known(frozen.referrer, people),
        rep=rep,
        zone=ZoneInfo(zone),
    )


def _known(frozen: P, people: Mapping[UUID, Person]) -> P:
    now = people[frozen.person_id]
    country = frozen.country or now.country
    return replace(
        frozen,
        person_id=now.person_id,
        country=country,
        # Who has moved to another country since was in a region that nobody knows.
        region=now.region if country == now.country else None,
        accepts=now.accepts,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquainted:
    """What is known of somebody by now that a rule of law may ask: `legal` as a `Person` has it,
    when they first bought, who employs them, and what they are called, since people employ, too."""

    person_id: UUID
    country: str | None
    region: str | None
    legal: Mapping[str, bool]
    bought_at: datetime | None
    employer: str | None
    name: str | None


def lawful_facts(facts: Facts, people: Mapping[UUID, Acquainted]) -> Facts:
    """The facts, with what rules of law may ask of referrer and prospect; `people` are by the ids
    that the facts name, or by those of who stands for them. It is not frozen: it is asked each
    time."""
    known = {**{one.person_id: one for one in people.values()}, **people}
    prospect, referrer = known.get(facts.prospect.person_id), known.get(facts.referrer.person_id)
    if referrer is not None:
        facts = replace(facts, referrer=_lawful(facts.referrer, referrer))
        legal = {**(facts.referrer.legal or {}), **_works_for(referrer, prospect)}
        bought = referrer.bought_at
        facts = replace(facts, referrer=replace(facts.referrer, legal=legal, bought_at=bought))
    if prospect is not None:
        facts = replace(facts, prospect=_lawful(facts.prospect, prospect))
    return facts


def _lawful(person: P, now: Acquainted) -> P:
    """The country of a sale stays; the region is known of the person alone."""
    country = person.country or now.country
    return replace(
        person,
        country=country,
        region=now.region if country == now.country else None,
        legal=now.legal,
    )


def _works_for(referrer: Acquainted, prospect: Acquainted | None) -> dict[str, bool]:
    """Whoever is employed by the prospect owes them good faith."""
    if not referrer.employer or prospect is None or not prospect.name:
        return {}
    same = referrer.employer.casefold() == prospect.name.casefold()
    return {"agent_of_prospect": True} if same else {}

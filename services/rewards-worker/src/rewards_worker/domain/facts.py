"""The facts of what may earn as the rules want them: frozen into it, or known of people."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from goodword.compliance import industry_of, known_of
from goodword.programs import Facts, Person, known_facts
from rewards_worker.domain import copies


def facts_of(
    frozen: Facts, business: copies.Business, people: Mapping[UUID, copies.Person]
) -> Facts:
    """The facts that were frozen, completed; `people` holds everybody who is in them."""
    known = {
        person_id: Person(
            person_id=one.person_id, country=one.country, region=one.region, accepts=one.accepts
        )
        for person_id, one in people.items()
    }
    live = business.mode == "live"
    facts = known_facts(frozen, known, zone=business.time_zone, live=live)
    return lawful_facts(facts, business, people)


def lawful_facts(
    facts: Facts, business: copies.Business, people: Mapping[UUID, copies.Person]
) -> Facts:
    """The facts, with what is known of people by now that a rule of law may ask: it is not frozen,
    and not kept with them."""
    known = {**{one.person_id: one for one in people.values()}, **people}
    prospect, referrer = known.get(facts.prospect.person_id), known.get(facts.referrer.person_id)
    if referrer is not None:
        facts = replace(facts, referrer=_now(facts.referrer, referrer, business))
        works_for = _works_for(referrer, prospect)
        legal = {**(facts.referrer.legal or {}), **works_for}
        bought = referrer.first_purchase_at
        facts = replace(facts, referrer=replace(facts.referrer, legal=legal, bought_at=bought))
    if prospect is not None:
        facts = replace(facts, prospect=_now(facts.prospect, prospect, business))
    return facts


P = TypeVar("P", bound=Person)


def _now(person: P, copy: copies.Person, business: copies.Business) -> P:
    """The country of a sale stays; the region is known of the person alone."""
    country = person.country or copy.country
    return replace(
        person,
        country=country,
        region=copy.region if country == copy.country else None,
        legal=known_of(copy.told, industry_of(business.industry)),
    )


def _works_for(referrer: copies.Person, prospect: copies.Person | None) -> dict[str, bool]:
    """Whoever is employed by the prospect owes them good faith."""
    employer = referrer.told.employer
    if not employer or prospect is None or not prospect.contact_name:
        return {}
    same = employer.casefold() == prospect.contact_name.casefold()
    return {"agent_of_prospect": True} if same else {}

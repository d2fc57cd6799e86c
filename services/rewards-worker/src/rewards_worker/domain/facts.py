"""The facts of what may earn as the rules want them: frozen into it, or known of people."""

from collections.abc import Mapping
from uuid import UUID

from goodword import programs
from goodword.compliance import industry_of, known_of
from goodword.programs import Acquainted, Facts, Person, known_facts
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
    facts = known_facts(frozen, known, zone=business.time_zone)
    return lawful_facts(facts, business, people)


def lawful_facts(
    facts: Facts, business: copies.Business, people: Mapping[UUID, copies.Person]
) -> Facts:
    """The facts, with what is known of people by now that a rule of law may ask."""
    known = {person_id: _acquainted(one, business) for person_id, one in people.items()}
    return programs.lawful_facts(facts, known)


def _acquainted(copy: copies.Person, business: copies.Business) -> Acquainted:
    return Acquainted(
        person_id=copy.person_id,
        country=copy.country,
        region=copy.region,
        legal=known_of(copy.told, industry_of(business.industry)),
        bought_at=copy.first_purchase_at,
        employer=copy.told.employer,
        name=copy.contact_name,
    )

"""The facts of a sale as the rules want them: frozen into it, or known of people."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from goodword.compliance import industry_of, known_of
from goodword.events import SaleClosed, SaleReferral
from goodword.programs import Cause, Facts, Person, Referral, Referrer, Sale
from rewards_worker.domain import copies


def people_of(sale: SaleClosed, referral: SaleReferral) -> list[UUID]:
    """Everybody whose copy a decision about this sale needs."""
    return [one for one in (sale.client_id, referral.referrer_id, sale.rep_id) if one is not None]


def facts_of(
    sale: SaleClosed,
    referral: SaleReferral,
    business: copies.Business,
    people: Mapping[UUID, copies.Person],
) -> Facts:
    """The facts of `sale`; `people` holds all that `people_of` names."""
    rep = people[sale.rep_id] if sale.rep_id is not None else None
    facts = Facts(
        cause=Cause.SALE,
        moment=sale.closed_at,
        program_id=referral.program_id,
        program_version=referral.program_version,
        prospect=_prospect(sale, people[sale.client_id]),
        prospect_is_new=sale.is_new,
        referrer=_referrer(sale, people[referral.referrer_id]),
        referral=_referral(referral),
        sale=Sale(
            net=sale.net,
            gross=sale.gross,
            number=sale.number,
            source=sale.source,
            product_ids=sale.product_ids,
            tags=sale.tags,
            test=sale.test,
        ),
        rep=Person(person_id=rep.person_id, accepts=rep.accepts) if rep else None,
        zone=ZoneInfo(business.time_zone),
        live=business.mode == "live",
    )
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


def _prospect(sale: SaleClosed, person: copies.Person) -> Person:
    return Person(
        person_id=person.person_id,
        country=sale.client_country or person.country,
        region=person.region,
        tags=sale.client_tags,
        accepts=person.accepts,
        household=sale.household,
    )


def _referrer(sale: SaleClosed, person: copies.Person) -> Referrer:
    return Referrer(
        person_id=person.person_id,
        country=sale.referrer_country or person.country,
        region=person.region,
        tags=sale.referrer_tags,
        accepts=person.accepts,
        household=sale.referrer_household,
        sales_in_month=sale.referrer_sales.in_month,
        sales_in_year=sale.referrer_sales.in_year,
        sales_lifetime=sale.referrer_sales.lifetime,
        tenure_days=sale.referrer_tenure_days,
    )


def _referral(referral: SaleReferral) -> Referral:
    return Referral(
        referral_class=referral.referral_class,
        channel=referral.channel,
        depth=referral.depth,
        shared_at=referral.shared_at,
        clicked_at=referral.clicked_at,
        named_at=referral.named_at,
        introduced_at=referral.introduced_at,
        terms_sent_at=referral.terms_sent_at,
    )

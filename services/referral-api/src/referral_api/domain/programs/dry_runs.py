"""Trying a program's document: example facts, or those of a sale that was."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from goodword import ids
from goodword.compliance import LEGAL_FACTS
from goodword.errors import Problem, RejectedError
from goodword.money import Money
from goodword.programs import (
    Cause,
    Facts,
    Person,
    ProgramDocument,
    ProgramKind,
    Referral,
    Referrer,
    Sale,
    read_facts,
)
from referral_api.domain.programs.programs import below
from referral_api.domain.referrals.referral import Referral as Referred

AT = "/facts"

OURS = ("program_id", "program_version", "zone", "live")
"""What is settled by the program and the business, not by an example."""

_PEOPLE = ("referrer", "prospect", "rep", "partner")
_ANA, _BEN = UUID(int=1), UUID(int=2)


@dataclass(frozen=True, slots=True)
class Trial:
    """The document that is tried: of which program and version, for which business (a row)."""

    document: ProgramDocument
    program_id: UUID
    version: int
    business: Any


def example_facts(trial: Trial, given: Mapping[str, Any], now: datetime) -> Facts:
    """The facts of an example; what it does not say is ordinary: somebody new buys at `now` what
    was referred today.

    RejectedError `invalid_facts` with a pointer per mistake.
    """
    _check(given)
    raw: dict[str, Any] = {"cause": "sale", "moment": now, "prospect_is_new": True, **given}
    raw["prospect"] = _over({"person_id": ids.show("per", _BEN)}, given.get("prospect"))
    raw["referrer"] = _over({"person_id": ids.show("per", _ANA)}, given.get("referrer"))
    raw["referral"] = _over(_referred(trial.document, raw["moment"]), given.get("referral"))
    sale = given.get("sale")
    if isinstance(sale, Mapping) and "net" in sale:
        raw["sale"] = {"gross": sale["net"], **sale}
    raw |= {
        "program_id": ids.show("prg", trial.program_id),
        "program_version": trial.version,
        "zone": trial.business.time_zone,
        "live": trial.business.mode == "live",
    }
    try:
        return read_facts(raw)
    except RejectedError as error:
        raise below(AT, error) from error


def _check(given: Mapping[str, Any]) -> None:
    problems = [
        Problem(f"{AT}/{name}", "unknown_field", "This is the program's or the business's to say.")
        for name in OURS
        if name in given
    ]
    problems.extend(_unknown_facts(given))
    if given.get("cause", "sale") == "sale" and given.get("sale") is None:
        detail = 'Say what was sold: {"net": {"minor": 7990, "currency": "USD"}}.'
        problems.append(Problem(f"{AT}/sale", "missing", detail))
    if problems:
        raise RejectedError("invalid_facts", "See each problem.", problems=problems)


def _unknown_facts(given: Mapping[str, Any]) -> Iterator[Problem]:
    """A fact that no rule of law asks is a slip of the pen."""
    for at, holder in [("", given), *((f"/{one}", given.get(one)) for one in _PEOPLE)]:
        legal = holder.get("legal") if isinstance(holder, Mapping) else None
        for name in legal if isinstance(legal, Mapping) else ():
            if name not in LEGAL_FACTS:
                detail = f"No rule of law asks this; they ask {', '.join(sorted(LEGAL_FACTS))}."
                yield Problem(f"{AT}{at}/legal/{name}", "unknown_field", detail)


def _over(ordinary: dict[str, Any], given: Any) -> Any:
    """What is given, over what is ordinary; what is no object is left for the reader to refuse."""
    if given is None:
        return ordinary
    return {**ordinary, **given} if isinstance(given, Mapping) else given


def _referred(document: ProgramDocument, moment: Any) -> dict[str, Any]:
    """A referral as the program wants one, begun with its window."""
    began = {"shared_at": moment, "terms_sent_at": moment}
    since = document.window.since
    if document.kind is ProgramKind.ACTIVE_INTRO or since == "introduction":
        named = {"named_at": moment, "introduced_at": moment}
        return {"referral_class": "active_referral", "channel": "named", **named, **began}
    if since == "named":
        named = {"named_at": moment}
        return {"referral_class": "named_referral", "channel": "named", **named, **began}
    return {"referral_class": "passive_lead", "channel": "code", **began}


def facts_of_sale(trial: Trial, sale: Any, referral: Referred) -> Facts:
    """The facts of a sale's row as they are known now; `sale` has those of its people, too."""
    return Facts(
        cause=Cause.SALE,
        moment=sale.closed_at,
        program_id=trial.program_id,
        program_version=trial.version,
        prospect=_person(sale, "buyer", (sale.household,) if sale.household else ()),
        prospect_is_new=sale.is_new,
        referrer=_referrer(sale),
        referral=Referral(
            referral_class=referral.referral_class,
            channel=referral.channel,
            shared_at=sale.joined_at,
            clicked_at=sale.clicked_at,
            named_at=referral.named_at,
            introduced_at=referral.introduced_at,
            terms_sent_at=sale.terms_sent_at,
        ),
        sale=Sale(
            net=Money(minor=sale.net_minor - sale.refunded_minor, currency=sale.currency),
            gross=Money(minor=sale.gross_minor, currency=sale.currency),
            number=max(sale.number, 1),
            source=sale.source,
            product_ids=tuple(sale.product_ids),
            tags=tuple(sale.tags),
            test=sale.test,
        ),
        rep=Person(person_id=sale.rep_id) if sale.rep_id else None,
        zone=ZoneInfo(trial.business.time_zone),
        live=trial.business.mode == "live",
    )


def _person(sale: Any, who: str, household: tuple[str, ...]) -> Person:
    return Person(
        person_id=getattr(sale, f"{who}_id"),
        country=getattr(sale, f"{who}_country"),
        region=getattr(sale, f"{who}_region"),
        tags=tuple(getattr(sale, f"{who}_tags")),
        accepts=getattr(sale, f"{who}_accepts"),
        household=household,
    )


def _referrer(sale: Any) -> Referrer:
    person = _person(sale, "referrer", tuple(sale.referrer_households))
    since = sale.client_since
    return Referrer(
        person_id=person.person_id,
        country=person.country,
        region=person.region,
        tags=person.tags,
        accepts=person.accepts,
        household=person.household,
        sales_in_month=sale.sales_in_month,
        sales_in_year=sale.sales_in_year,
        sales_lifetime=sale.sales_lifetime,
        tenure_days=max((sale.closed_at - since).days, 0) if since else None,
        favourites_at=sale.favourites_captured_at,
        discussed_at=sale.discussed_at,
    )

"""Trying a program's document: example facts, or those of a sale or a stage that was."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from goodword import ids
from goodword.compliance import LEGAL_FACTS, Law, known_of
from goodword.errors import Problem, RejectedError
from goodword.mistakes import pointer_to
from goodword.programs import (
    Acquainted,
    Cause,
    Facts,
    Person,
    ProgramDocument,
    ProgramKind,
    Referral,
    Referrer,
    Sale,
    known_facts,
    lawful_facts,
    read_facts,
)
from referral_api.domain.participants.offers import law_of, told_of
from referral_api.domain.programs.programs import below

AT = "/facts"

OURS = ("program_id", "program_version", "zone")
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
    was referred today, or reaches another `cause`.

    RejectedError `invalid_facts` with a pointer per mistake.
    """
    given = _as_told(given)
    _check(given)
    raw: dict[str, Any] = {"cause": "sale", "moment": now, "prospect_is_new": True, **given}
    raw["prospect"] = _over({"person_id": ids.show("per", _BEN)}, given.get("prospect"))
    raw["referrer"] = _over({"person_id": ids.show("per", _ANA)}, given.get("referrer"))
    ordinary = _referred(trial.document, raw["cause"], raw["moment"])
    raw["referral"] = _over(ordinary, given.get("referral"))
    sale = given.get("sale")
    if isinstance(sale, Mapping) and "net" in sale:
        raw["sale"] = {"gross": sale["net"], **sale}
    raw |= {
        "program_id": ids.show("prg", trial.program_id),
        "program_version": trial.version,
        "zone": trial.business.time_zone,
    }
    try:
        return read_facts(raw)
    except RejectedError as error:
        raise below(AT, error) from error


_ALSO_CALLED: Mapping[str, Mapping[str, str]] = {
    "referral": {"class": "referral_class"},
    "referrer": {"sales_in_lifetime": "sales_lifetime"},
    "rep": {"id": "person_id"},
}
"""As conditions of a program call them."""


def _as_told(given: Mapping[str, Any]) -> dict[str, Any]:
    """The example with names of conditions, such as `prospect.is_new`, as facts call the same."""
    told = dict(given)
    for part, names in _ALSO_CALLED.items():
        here = told.get(part)
        if isinstance(here, Mapping):
            told[part] = {names.get(name, name): value for name, value in here.items()}
    prospect = told.get("prospect")
    if isinstance(prospect, Mapping) and "is_new" in prospect:
        told["prospect"] = {name: prospect[name] for name in prospect if name != "is_new"}
        told.setdefault("prospect_is_new", prospect["is_new"])
    return told


_PARTS: Mapping[str, type[Any]] = {
    "prospect": Person,
    "referrer": Referrer,
    "rep": Person,
    "partner": Person,
    "referral": Referral,
    "sale": Sale,
}


def _unknown_names(given: Mapping[str, Any]) -> Iterator[Problem]:
    """What no fact is called, with what there is."""
    for at, known, holder in [
        ("", Facts, given),
        *((f"/{part}", known, given.get(part)) for part, known in _PARTS.items()),
    ]:
        names = {each.name for each in fields(known)} - set(OURS)
        for name in holder if isinstance(holder, Mapping) else ():
            if name not in names and name not in OURS:
                detail = f"There is no such field here; there are {', '.join(sorted(names))}."
                yield Problem(pointer_to([name], f"{AT}{at}"), "unknown_field", detail)


def _check(given: Mapping[str, Any]) -> None:
    problems = [
        Problem(f"{AT}/{name}", "unknown_field", "This is the program's or the business's to say.")
        for name in OURS
        if name in given
    ]
    problems.extend(_unknown_names(given))
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
                yield Problem(pointer_to(["legal", name], f"{AT}{at}"), "unknown_field", detail)


def _over(ordinary: dict[str, Any], given: Any) -> Any:
    """What is given, over what is ordinary; what is no object is left for the reader to refuse."""
    if given is None:
        return ordinary
    return {**ordinary, **given} if isinstance(given, Mapping) else given


def _referred(document: ProgramDocument, cause: Any, moment: Any) -> dict[str, Any]:
    """A referral as the program wants one, begun with its window; at a stage, one that is there."""
    began = {"shared_at": moment, "terms_sent_at": moment}
    since = document.window.since
    intro = document.kind is ProgramKind.ACTIVE_INTRO or since == "introduction"
    if cause == Cause.INTRODUCED or (intro and cause != Cause.NAMED):
        named = {"named_at": moment, "introduced_at": moment}
        return {"referral_class": "active_referral", "channel": "named", **named, **began}
    if since == "named" or cause != Cause.SALE:
        named = {"named_at": moment}
        return {"referral_class": "named_referral", "channel": "named", **named, **began}
    return {"referral_class": "passive_lead", "channel": "code", **began}


def real_facts(trial: Trial, frozen: Facts, people: Sequence[Any]) -> Facts:
    """The facts of a sale or a stage that was, `frozen` as it would be told now, were it one of the
    program that is tried; `people` are rows of who stands for everybody who is `named` in it."""
    promised = replace(frozen, program_id=trial.program_id, program_version=trial.version)
    known = {
        row.named: Person(
            person_id=row.id, country=row.country, region=row.region, accepts=row.accepts
        )
        for row in people
    }
    facts = known_facts(promised, known, zone=trial.business.time_zone)
    law = law_of(trial.business)
    return lawful_facts(facts, {row.named: _acquainted(row, law) for row in people})


def _acquainted(row: Any, law: Law) -> Acquainted:
    return Acquainted(
        person_id=row.id,
        country=row.country,
        region=row.region,
        legal=known_of(told_of(row), law.industry),
        bought_at=row.first_purchase_at,
        employer=row.employer,
        name=row.called,
    )

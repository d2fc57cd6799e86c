"""To whom a program is offered, when and where, and what the law says of that."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from goodword.compliance import Law, Told, known_of, law_for
from goodword.errors import Kind, Problem, RejectedError
from goodword.programs import (
    Offered,
    ProgramDocument,
    Referrer,
    Term,
    offered,
    offering,
    place_of,
    placed,
)


def law_of(business: Any, signed: Iterable[str] = ()) -> Law:
    """The law for a business's row, where somebody has signed for the places `signed`."""
    return law_for(business.industry, place_of(business.country, business.region), signed)


def told_of(person: Any) -> Told:
    """What we were told of a person's row that a rule of law may ask."""
    return Told(
        roles=tuple(person.roles),
        occupation=person.occupation,
        employer=person.employer,
        licences=tuple(person.licences),
    )


def offered_now(row: Any, now: datetime) -> Offered:
    """Whether a program is offered at `now`: a row with its `program_status`, and `starts_at` and
    `ends_at` as its document writes them."""
    term = Term(_time(row.starts_at), _time(row.ends_at))
    return offered(term, now, status=row.program_status)


def check_offered(program: Any, now: datetime, promised_at: datetime | None = None) -> None:
    """RejectedError `program_not_active` where a program's row is not offered at `now`; what was
    promised at `promised_at` is kept where its term has ended since."""
    document = program.document or {}
    term = Term(_time(document.get("starts_at")), _time(document.get("ends_at")))
    match offered(term, now, promised_at=promised_at, status=program.status):
        case "now":
            return
        case "not_yet" if term.starts_at and program.status == "active":
            detail = f"This program is offered from {_said(term.starts_at)} on."
        case "over" if term.ends_at and program.status == "active":
            detail = f"This program was offered until {_said(term.ends_at)}."
        case _:
            detail = f"This program is {program.status}; it is offered while it is active."
    raise RejectedError("program_not_active", detail, kind=Kind.CONFLICT, current=program.status)


def offer_to(person: Any, document: ProgramDocument, law: Law, now: datetime) -> dict[str, Any]:
    """What the law says of offering the program to a person's row, as it is kept and said."""
    found = offering(
        document,
        law,
        Referrer(
            person_id=person.id,
            country=person.country,
            region=person.region,
            legal=known_of(told_of(person), law.industry),
            bought_at=person.first_purchase_at,
        ),
        now,
    )
    return {
        "allowed": found.allowed,
        "decision": found.decision,
        "rules": list(found.rules),
        "checked_at": now.isoformat(),
    }


def check_place(person: Any, document: ProgramDocument) -> None:
    """RejectedError `not_offered_there` where this person's row cannot take part.

    `audience` is whom we invite ourselves; whom a business lets in by name, it knows.
    """
    places = document.places
    if places is not None and placed(places, person.country, person.region) != "inside":
        there = ", ".join(places)
        detail = f"This program is offered in {there} alone; the person is not known to be there."
        problem = Problem("/person_ref", "not_offered_there", detail)
        raise RejectedError("not_offered_there", detail, kind=Kind.CONFLICT, problems=[problem])


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _said(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"

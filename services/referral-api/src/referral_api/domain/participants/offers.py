"""To whom a program is offered, when and where, and what the law says of that."""

from datetime import UTC, datetime
from typing import Any

from goodword.compliance import law_for
from goodword.errors import Kind, Problem, RejectedError
from goodword.programs import Person, ProgramDocument, offering


def law_of(business: Any) -> Any:
    """The law for a business's row."""
    return law_for(business.industry, place_of(business.country, business.region))


def place_of(country: str | None, region: str | None) -> str | None:
    """`US-FL`, or `US` where the region is unknown."""
    return f"{country}-{region}" if country and region else country


def offer_to(
    person: Any, document: ProgramDocument, business: Any, now: datetime
) -> dict[str, Any]:
    """What the law says of offering the program to a person's row, as it is kept and said."""
    found = offering(
        document,
        law_of(business),
        Person(person_id=person.id, country=person.country, region=person.region),
    )
    return {
        "allowed": found.allowed,
        "decision": found.decision,
        "rules": list(found.rules),
        "checked_at": now.isoformat(),
    }


def check_offered(person: Any, document: ProgramDocument, now: datetime) -> None:
    """RejectedError where nobody, or not this person, can take part at `now`.

    `audience` is whom we invite ourselves; whom a business lets in by name, it knows.
    """
    begins, ends = document.starts_at, document.ends_at
    if begins is not None and now < begins:
        raise _not_now(f"This program is offered from {_said(begins)} on.")
    if ends is not None and now > ends:
        raise _not_now(f"This program was offered until {_said(ends)}.")
    if document.places is not None and not is_within(person, document.places):
        there = ", ".join(document.places)
        detail = f"This program is offered in {there} alone; the person is not known to be there."
        problem = Problem("/person_ref", "not_offered_there", detail)
        raise RejectedError("not_offered_there", detail, kind=Kind.CONFLICT, problems=[problem])


def is_within(person: Any, places: tuple[str, ...]) -> bool:
    """Whether a person is known to be in one of these places; unknown is no."""
    return person.country in places or place_of(person.country, person.region) in places


def _not_now(detail: str) -> RejectedError:
    return RejectedError("program_not_active", detail, kind=Kind.CONFLICT, current="active")


def _said(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"

"""A person whom a sender tells of by themselves: who they are elsewhere, and how to reach them."""

from dataclasses import dataclass

from referral_api.domain.people.refs import PersonInline


@dataclass(frozen=True, slots=True)
class ReportedPerson:
    """By these identifiers they are known from now on; nothing else happened."""

    person: PersonInline

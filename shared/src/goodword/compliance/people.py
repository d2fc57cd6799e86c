"""What is told of people, as facts that a rule of law may ask.

Only what follows from what was told: an occupation that names an office makes an official, and an
occupation and an employer that name none make somebody who is not one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from goodword.compliance.facts import Fact
from goodword.compliance.industries import Industry, Sector, industry_of

_OFFICIAL = (
    *("official", "civil_serv", "government", "municipal", "mayor", "senator", "council", "judge"),
    *("police", "diplomat", "ministr", "minister", "congress", "public_admin", "beamt", "beamter"),
    *("fonctionnaire", "funcionari", "city_of", "county_of", "state_of", "department_of", "army"),
)
_FEDERAL = ("federal_gov", "federal_empl", "federal_agen", "us_department", "u_s_department")
_PHYSICIAN = ("physician", "doctor", "surgeon", "dentist", "arzt", "zahnarzt", "médecin", "médico")
_ADVISES = frozenset({Sector.LEGAL, Sector.ACCOUNTING, Sector.INVESTMENT, Sector.REAL_ESTATE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What we were told of somebody; empty is not told."""

    roles: tuple[str, ...] = ()
    occupation: str | None = None
    employer: str | None = None
    licences: tuple[str, ...] = ()


def known_of(told: Told, industry: Industry) -> dict[str, bool]:
    """The facts of somebody, for a business of an industry; what is not in it is unknown."""
    known = dict(_of_roles(frozenset(told.roles)))
    known |= dict(_of_work(told))
    known |= dict(_of_licences(told, industry))
    return {fact.value: so for fact, so in known.items()}


def _of_roles(roles: frozenset[str]) -> Iterator[tuple[Fact, bool]]:
    """Who is a client, and is not kept as one of the business's own people, is none of them."""
    if "client" in roles:
        yield Fact.CLIENT, True
    if "client" in roles and "rep" not in roles:
        yield Fact.OWN_EMPLOYEE, False
        yield Fact.DEPOSIT_EMPLOYEE, False


def _of_work(told: Told) -> Iterator[tuple[Fact, bool]]:
    words = _words((told.occupation, told.employer))
    federal = _names(words, _FEDERAL)
    whole = told.occupation is not None and told.employer is not None
    if federal or _names(words, _OFFICIAL):
        yield Fact.PUBLIC_OFFICIAL, True
    elif whole:
        yield Fact.PUBLIC_OFFICIAL, False
    if federal or whole:
        yield Fact.FEDERAL_EMPLOYEE, federal
    if told.occupation is not None:
        occupation = _words((told.occupation,))
        yield Fact.REFERRING_PHYSICIAN, _names(occupation, _PHYSICIAN)
        yield Fact.OTHER_PROFESSIONAL, not _ADVISES.isdisjoint(_trades(told.occupation))


def _of_licences(told: Told, industry: Industry) -> Iterator[tuple[Fact, bool]]:
    """Licensed in the seller's trade; an occupation in it without a licence that we were told of
    does not tell, and one in none does."""
    if any(industry.is_in(_trades(licence)) for licence in told.licences):
        yield Fact.LICENSED, True
    elif told.occupation is not None and industry.is_in(_trades(told.occupation)) is False:
        yield Fact.LICENSED, False


def _trades(words: str) -> frozenset[Sector]:
    return industry_of(words).certain - {Sector.UNREGULATED}


def _words(texts: Iterable[str | None]) -> str:
    joined = " | ".join(text.casefold() for text in texts if text)
    return "_" + "_".join(re.findall(r"\w+|\|", joined))


def _names(words: str, stems: Iterable[str]) -> bool:
    return any(f"_{stem}" in words for stem in stems)


PROFESSIONS: Mapping[str, Mapping[str, bool]] = {
    "unknown": {},
    **{
        name: {
            fact.value: fact in has
            for fact in (
                Fact.CLIENT,
                Fact.LICENSED,
                Fact.OWN_EMPLOYEE,
                Fact.DEPOSIT_EMPLOYEE,
                Fact.PUBLIC_OFFICIAL,
                Fact.FEDERAL_EMPLOYEE,
                Fact.AGENT_OF_PROSPECT,
                Fact.FELLOW_MEMBER,
                Fact.FEDERAL_PATIENT,
                Fact.REFERRING_PHYSICIAN,
                Fact.OTHER_PROFESSIONAL,
            )
        }
        for name, has in {
            "client": {Fact.CLIENT},
            "no_client": set[Fact](),
            "licensed": {Fact.LICENSED},
            "own_employee": {Fact.OWN_EMPLOYEE},
            "public_official": {Fact.PUBLIC_OFFICIAL},
            "federal_employee": {Fact.PUBLIC_OFFICIAL, Fact.FEDERAL_EMPLOYEE},
            "agent_of_prospect": {Fact.AGENT_OF_PROSPECT},
            "group_member": {Fact.FELLOW_MEMBER},
            "physician": {Fact.REFERRING_PHYSICIAN},
            "other_professional": {Fact.OTHER_PROFESSIONAL},
        }.items()
    },
}
"""What is known of somebody who is this and nothing else, for a look at who may be given what."""

"""Which clocks a person may live by: their own zone, else those of their place, else the
business's. A place with several zones is several clocks, all of which must be open (R-MSG-06)."""

from collections.abc import Mapping
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from babel.core import get_global


class Business(Protocol):
    """Whose letters they are, as far as clocks go."""

    @property
    def time_zone(self) -> str: ...


class Person(Protocol):
    """Whom a letter is to, as far as we know where they are."""

    @property
    def time_zone(self) -> str | None: ...
    @property
    def country(self) -> str | None: ...
    @property
    def region(self) -> str | None: ...


_EASTERN, _CENTRAL, _MOUNTAIN, _PACIFIC = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
)
_STATES_BY_ZONES: Mapping[tuple[str, ...], str] = {
    (_EASTERN,): "CT DC DE GA MA MD ME NC NH NJ NY OH PA RI SC VA VT WV",
    (_CENTRAL,): "AL AR IA IL LA MN MO MS OK WI",
    (_MOUNTAIN,): "CO MT NM UT WY",
    (_PACIFIC,): "CA WA",
    (_EASTERN, _CENTRAL): "FL KY TN",
    (_CENTRAL, _MOUNTAIN): "KS ND NE SD TX",
    (_MOUNTAIN, _PACIFIC): "ID NV OR",
    ("America/Anchorage", "America/Adak"): "AK",
    ("America/Detroit", _CENTRAL): "MI",
    ("America/Indiana/Indianapolis", _CENTRAL): "IN",
    ("America/Phoenix", _MOUNTAIN): "AZ",
    ("Pacific/Honolulu",): "HI",
}
_STATES = {state: zones for zones, states in _STATES_BY_ZONES.items() for state in states.split()}
"""The states of the USA, each with every zone that a part of it keeps."""


def whose_clock(person: Person, business: Business) -> Literal["person", "place", "business"]:
    """By whose clock `zones_of` goes."""
    if person.time_zone and _known(person.time_zone):
        return "person"
    return "place" if _of_place(person.country, person.region) else "business"


def zones_of(person: Person, business: Business) -> frozenset[ZoneInfo]:
    """The clocks that may hang on the person's wall; never none."""
    own = _known(person.time_zone) if person.time_zone else frozenset()
    return own or _of_place(person.country, person.region) or home_of(business)


def shown_zone(person: Person, business: Business) -> ZoneInfo:
    """The one clock that a letter to the person tells times by: their own, else the business's."""
    own = _known(person.time_zone) if person.time_zone else frozenset()
    return min(own or home_of(business), key=str)


def home_of(business: Business) -> frozenset[ZoneInfo]:
    """The business's own clock."""
    return _known(business.time_zone) or frozenset({ZoneInfo("UTC")})


def _of_place(country: str | None, region: str | None) -> frozenset[ZoneInfo]:
    if country is None:
        return frozenset()
    state = (region or "").upper().removeprefix("US-")
    if country == "US" and state in _STATES:
        return _known(*_STATES[state])
    return _known(*get_global("territory_zones").get(country, ()))


def _known(*names: str) -> frozenset[ZoneInfo]:
    """Those that this system knows; a zone's name comes from far away."""
    found = []
    for name in names:
        try:
            found.append(ZoneInfo(name))
        except (KeyError, ValueError, OSError):
            continue
    return frozenset(found)

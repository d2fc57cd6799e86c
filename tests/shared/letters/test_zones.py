from dataclasses import replace
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from goodword.letters.zones import zones_of
from notifier.domain.copies import Business, Person

SHOP = Business(
    business_id=uuid4(),
    mode="live",
    time_zone="America/Los_Angeles",
    name="Harbor & Pine",
    locale="en",
    postal=None,
    from_email=None,
    from_name=None,
)
ANA = Person(
    person_id=uuid4(),
    name="Ana",
    given=None,
    email="ana@example.com",
    locale=None,
)


@pytest.mark.parametrize(
    ("known", "zones"),
    [
        ({}, {"America/Los_Angeles"}),
        ({"time_zone": "Europe/Berlin", "country": "US", "region": "FL"}, {"Europe/Berlin"}),
        ({"time_zone": "Nowhere/At_All"}, {"America/Los_Angeles"}),
        ({"time_zone": "../../etc/passwd", "country": "FR"}, {"Europe/Paris"}),
        ({"country": "US", "region": "NY"}, {"America/New_York"}),
        ({"country": "US", "region": "US-TX"}, {"America/Chicago", "America/Denver"}),
        ({"country": "DE"}, {"Europe/Berlin", "Europe/Busingen"}),
        ({"country": "XX"}, {"America/Los_Angeles"}),
    ],
)
def test_whose_clock_counts(known, zones):
    assert zones_of(replace(ANA, **known), SHOP) == {ZoneInfo(zone) for zone in zones}


def test_a_country_without_a_region_is_all_of_its_zones():
    zones = zones_of(replace(ANA, country="US"), SHOP)

    assert {ZoneInfo("America/New_York"), ZoneInfo("Pacific/Honolulu")} <= zones


def test_a_business_in_an_unknown_zone_lives_by_utc():
    assert zones_of(ANA, replace(SHOP, time_zone="Moon/Base")) == {ZoneInfo("UTC")}

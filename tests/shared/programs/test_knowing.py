"""What was frozen is completed with what is known of people now, in one way for everybody."""

from dataclasses import replace
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from tests.shared.programs.samples import ANA, BEN, REP, some_facts

from goodword.programs import Person, known_facts, people_in

ANNA = UUID("01900000-0000-7000-8000-0000000000aa")


def now(person_id: UUID, **changes: object) -> Person:
    return replace(Person(person_id=person_id, country="DE", region="BY"), **changes)


def test_everybody_in_the_facts_has_to_be_known() -> None:
    facts = some_facts(rep=Person(person_id=REP))

    assert set(people_in(facts)) == {ANA, BEN, REP}
    with pytest.raises(KeyError):
        known_facts(facts, {ANA: now(ANA), BEN: now(BEN)}, zone="UTC")


def test_what_was_frozen_stays_and_the_rest_is_as_it_is_now() -> None:
    frozen = some_facts(rep=Person(person_id=REP))
    frozen = replace(frozen, prospect=replace(frozen.prospect, country="US", region="FL"))
    frozen = replace(frozen, referrer=replace(frozen.referrer, country=None, tags=("vip",)))
    people = {
        ANA: now(ANNA, accepts="donation_only"),
        BEN: now(BEN, tags=("new",)),
        REP: now(REP, accepts="nothing"),
    }

    known = known_facts(frozen, people, zone="Europe/Berlin")

    assert (known.prospect.country, known.prospect.region) == ("US", None)
    assert known.prospect.tags == frozen.prospect.tags
    assert (known.referrer.person_id, known.referrer.accepts) == (ANNA, "donation_only")
    assert (known.referrer.country, known.referrer.region) == ("DE", "BY")
    assert known.referrer.tags == ("vip",)
    assert known.rep == Person(person_id=REP, accepts="nothing")
    assert known.zone == ZoneInfo("Europe/Berlin")
    assert (known.sale, known.referral, known.moment) == (
        frozen.sale,
        frozen.referral,
        frozen.moment,
    )

"""What the one who stays is after a merge."""

from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from referral_api.domain.people.merging import merged
from referral_api.domain.people.person import ROLES, Person

HOUSE = UUID(int=1)
words = st.one_of(st.none(), st.sampled_from(["a", "b", "c"]))
moments = st.one_of(st.none(), st.datetimes(timezones=st.just(UTC)))
STRICTER = ("anything", "donation_only", "nothing")


@st.composite
def people(draw: st.DrawFn, number: int) -> Person:
    return Person(
        business_id=HOUSE,
        id=UUID(int=number),
        given_name=draw(words),
        family_name=draw(words),
        country=draw(words),
        region=draw(words),
        occupation=draw(words),
        rep_id=draw(st.one_of(st.none(), st.integers(10, 13).map(lambda n: UUID(int=n)))),
        tags=tuple(draw(st.lists(st.sampled_from("xyz"), unique=True))),
        roles=tuple(role for role in ROLES if draw(st.booleans())),
        first_purchase_at=draw(moments),
        favourite_charity=draw(words),
        favourites_captured_at=draw(moments),
        accepts=draw(st.sampled_from(STRICTER)),
        do_not_ask=draw(st.booleans()),
        metadata=draw(st.dictionaries(st.sampled_from([f"k{n}" for n in range(30)]), st.just("1"))),
    )


@given(people(10), people(11))
def test_nothing_is_lost_and_in_doubt_the_answer_is_no(survivor: Person, alias: Person):
    stays = merged(survivor, alias)

    assert (stays.id, stays.merged_into) == (survivor.id, None)
    assert {*stays.tags} == {*survivor.tags, *alias.tags}
    assert {*stays.roles} == {*survivor.roles, *alias.roles}
    for name in ("occupation", "favourite_charity"):
        assert getattr(stays, name) == getattr(survivor, name) or getattr(survivor, name) is None
        assert getattr(stays, name) is not None or getattr(alias, name) is None
    assert STRICTER.index(stays.accepts) == max(
        STRICTER.index(each.accepts) for each in (survivor, alias)
    )
    assert stays.do_not_ask == (survivor.do_not_ask or alias.do_not_ask)
    assert stays.first_purchase_at == min(
        filter(None, (survivor.first_purchase_at, alias.first_purchase_at)), default=None
    )
    assert stays.rep_id not in (survivor.id, alias.id)


@given(people(10), people(11))
def test_names_and_places_are_one_persons_and_never_mixed(survivor: Person, alias: Person):
    stays = merged(survivor, alias)

    for names in (("given_name", "family_name"), ("country", "region")):
        told = [tuple(getattr(each, name) for name in names) for each in (stays, survivor, alias)]
        assert told[0] == (told[1] if any(told[1]) else told[2])


@given(people(10), people(11))
def test_the_survivors_notes_stay_and_there_are_never_too_many(survivor: Person, alias: Person):
    kept = dict(list(survivor.metadata.items())[:20])

    notes = merged(Person(**{**survivor.stored(), "metadata": kept}), alias).metadata

    assert len(notes) == min(20, len({*kept, *alias.metadata}))
    assert {*kept} <= {*notes}


def test_favourites_count_as_told_when_the_later_of_both_told_them():
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
    one = Person(business_id=HOUSE, id=UUID(int=1), favourites_captured_at=early)
    other = Person(business_id=HOUSE, id=UUID(int=2), favourites_captured_at=late)

    assert merged(one, other).favourites_captured_at == late
    assert merged(other, one).favourites_captured_at == late

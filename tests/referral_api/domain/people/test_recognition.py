"""Who is who."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from referral_api.domain.people.person import Identifier, PersonRef
from referral_api.domain.people.recognition import recognise

HERE, THERE = UUID(int=1), UUID(int=2)
ANA, BEN = UUID(int=11), UUID(int=12)
SHOP = Identifier("external", "shopify", "7")
MAIL = Identifier("email", "", "ana@example.com")
PHONE = Identifier("phone", "", "+13055550123")


def ref(*identifiers: Identifier, business: UUID = HERE, person: UUID | None = None) -> PersonRef:
    return PersonRef(business_id=business, identifiers=identifiers, person_id=person)


def test_the_best_known_identifier_decides_and_the_others_stay():
    known = {(HERE, SHOP): ANA, (HERE, MAIL): BEN}

    found = recognise([ref(SHOP, MAIL, PHONE)], known)

    assert found.persons == (ANA,)
    assert found.learned == {(HERE, PHONE): ANA}
    assert not found.new


def test_our_own_id_beats_everything():
    found = recognise([ref(MAIL, person=ANA)], {(HERE, MAIL): BEN})

    assert found.persons == (ANA,)
    assert not found.learned


def test_a_later_one_rests_on_an_earlier_one():
    found = recognise([ref(SHOP, MAIL), ref(MAIL, PHONE), ref(PHONE)], {})

    assert len(set(found.persons)) == 1
    assert len(found.new) == 1


def test_two_businesses_share_nobody():
    found = recognise([ref(MAIL), ref(MAIL, business=THERE)], {})

    assert len(set(found.persons)) == 2


identifiers = st.sampled_from(
    [Identifier(kind, "", str(n)) for kind in ("external", "email", "phone") for n in range(3)]
)


@given(st.lists(st.lists(identifiers, min_size=1, max_size=3, unique=True), max_size=8))
def test_an_identifier_never_has_two_owners_and_nobody_is_lost(listed: list[list[Identifier]]):
    refs = [ref(*each) for each in listed]

    found = recognise(refs, {})
    again = recognise(refs, found.learned)

    assert set(found.learned) == {(HERE, each) for one in listed for each in one}
    assert set(found.persons) == found.new
    assert not again.new
    assert not again.learned

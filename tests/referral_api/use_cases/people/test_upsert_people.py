"""Recognising people: who is known, who is new, and that each change is said once."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event, text
from tests.referral_api.conftest import House, OpenHouse
from tests.referral_api.said import said

from goodword.database import Database
from goodword.events import PersonChanged
from referral_api.domain.people.person import Identifier, PersonRef, identifiers_of
from referral_api.use_cases.people.upsert_people import KnownPerson, upsert_people

AT = datetime(2026, 3, 1, tzinfo=UTC)


def ref(house: House, *, external: str | None = None, **more: Any) -> PersonRef:
    given = {name: more.pop(name) for name in ("email", "phone") if name in more}
    external_id = ("shopify", external) if external else None
    return PersonRef(
        business_id=house.business_id,
        identifiers=identifiers_of(external_id=external_id, **given),
        **more,
    )


async def upsert(db: Database, *refs: PersonRef) -> list[KnownPerson]:
    async with db.begin({each.business_id for each in refs}) as session:
        return await upsert_people(refs, session=session)


async def said_of_people(db: Database) -> list[PersonChanged]:
    return await said(db, PersonChanged)


async def test_somebody_new_is_kept_and_said_once(referral_db: Database, house: House):
    [ana] = await upsert(referral_db, ref(house, external="7", email="Ana@Example.com"))

    [again] = await upsert(referral_db, ref(house, external="7", email="ana@example.com"))

    assert (ana.created, again.created, again.changed) == (True, False, False)
    assert again.person_id == ana.person_id
    [only] = await said_of_people(referral_db)
    assert only.emails == ("ana@example.com",)


async def test_what_is_newly_learned_is_said(referral_db: Database, house: House):
    [ana] = await upsert(referral_db, ref(house, email="ana@example.com"))

    [again] = await upsert(
        referral_db, ref(house, email="ana@example.com", phone="+1 305 555 0123", bought_at=AT)
    )

    assert again.person_id == ana.person_id
    assert (again.changed, again.client_since, again.row.first_purchase_at) == (True, None, AT)
    last = (await said_of_people(referral_db))[-1]
    assert (last.version, last.phones, last.roles) == (2, ("+13055550123",), ("client",))


async def test_external_id_beats_email_beats_phone_and_nobody_is_merged(
    referral_db: Database, house: House
):
    by_id, by_email, by_phone = await upsert(
        referral_db,
        ref(house, external="7"),
        ref(house, email="b@example.com"),
        ref(house, phone="+13055550199"),
    )

    found = await upsert(
        referral_db,
        ref(house, external="7", email="b@example.com", phone="+13055550199"),
        ref(house, external="8", email="b@example.com", phone="+13055550199"),
        ref(house, email="b@example.com"),
        ref(house, phone="+13055550199"),
    )

    expected = [by_id, by_email, by_email, by_phone]
    assert [each.person_id for each in found] == [each.person_id for each in expected]


async def test_one_batch_may_speak_of_the_same_stranger_many_times(
    referral_db: Database, house: House
):
    found = await upsert(
        referral_db,
        ref(house, email="a@example.com", bought_at=AT),
        ref(house, external="7", email="a@example.com"),
        ref(house, external="7", fills={"given_name": "Ana"}),
    )

    assert len({each.person_id for each in found}) == 1
    assert found[0].row.given_name == "Ana"
    assert len(await said_of_people(referral_db)) == 1


async def test_two_businesses_share_nobody(referral_db: Database, open_house: OpenHouse):
    one, other = await open_house(), await open_house()

    here, there = await upsert(
        referral_db,
        ref(one, external="7", email="a@example.com"),
        ref(other, external="7", email="a@example.com"),
    )

    assert here.person_id != there.person_id
    assert (here.created, there.created) == (True, True)


async def test_first_purchase_only_moves_to_the_past(referral_db: Database, house: House):
    earlier = datetime(2025, 1, 1, tzinfo=UTC)

    await upsert(referral_db, ref(house, external="7", bought_at=AT))
    await upsert(referral_db, ref(house, external="7", bought_at=earlier))
    [last] = await upsert(referral_db, ref(house, external="7", bought_at=AT))

    assert (last.row.first_purchase_at, last.changed) == (earlier, False)


async def test_what_is_known_is_not_overwritten_by_a_source(referral_db: Database, house: House):
    await upsert(referral_db, ref(house, external="7", fills={"given_name": "Ana"}))

    [found] = await upsert(
        referral_db,
        ref(house, external="7", fills={"given_name": "A.", "family_name": "Silva"}),
    )

    assert (found.row.given_name, found.row.family_name) == ("Ana", "Silva")


async def test_batches_at_once_never_make_two_of_one_person(referral_db: Database, house: House):
    """The second waits at the identifier until the first has committed, and then finds her."""
    first_has_learned, second_may_commit = asyncio.Event(), asyncio.Event()

    async def first() -> KnownPerson:
        async with referral_db.begin([house.business_id]) as session:
            [found] = await upsert_people([ref(house, email="a@example.com")], session=session)
            first_has_learned.set()
            await second_may_commit.wait()
        return found

    async def second() -> KnownPerson:
        await first_has_learned.wait()
        asyncio.get_running_loop().call_later(0.2, second_may_commit.set)
        [found] = await upsert(referral_db, ref(house, external="9", email="a@example.com"))
        return found

    one, other = await asyncio.gather(first(), second())

    assert one.person_id == other.person_id
    assert (one.created, other.created) == (True, False)
    async with referral_db.begin([house.business_id]) as session:
        assert await session.scalar(text("select count(*) from person")) == 1
        owner = text("select person_id from person_identifier where kind = 'external'")
        assert await session.scalar(owner) == one.person_id


async def test_a_batch_of_any_size_takes_the_same_few_statements(
    referral_db: Database, house: House
):
    counted: list[str] = []
    event.listen(
        referral_db.engine.sync_engine,
        "before_cursor_execute",
        lambda *arguments: counted.append(arguments[2]),
    )
    many = [ref(house, external=f"{n}", email=f"p{n}@example.com") for n in range(100)]

    await upsert(referral_db, *many)
    new = len(counted)
    counted.clear()
    await upsert(referral_db, *(ref(house, external=f"{n}", bought_at=AT) for n in range(100)))

    assert (new, len(counted)) == (6, 7)


def test_addresses_that_cannot_be_are_left_out():
    found = identifiers_of(external_id=("s", "1"), email="no address", phone="12")

    assert found == (Identifier("external", "s", "1"),)


def test_a_phone_number_is_read_with_its_country():
    found = identifiers_of(phone="(305) 555-0123", country="US")

    assert found == (Identifier("phone", "", "+13055550123"),)

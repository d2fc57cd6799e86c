"""Merges at the same moment as other merges, as sales and as words about the same people."""

import asyncio
import random
from collections.abc import Awaitable, Callable

from sqlalchemy import text
from tests.referral_api.conftest import House
from tests.referral_api.people import ana_joins, joins
from tests.referral_api.said import said
from tests.referral_api.stories import a_person

from goodword import ids
from goodword.database import Database
from goodword.events import PersonChanged, SaleClosed
from referral_api.domain.people.person import PersonRef, identifiers_of
from referral_api.use_cases.merging import merge_people as merging
from referral_api.use_cases.people.upsert_people import upsert_people

URL = "https://goodword.example"


WAIT_S = 20
HOLD_S = 0.5
"""Long enough for the other to come and wait; where it comes later, it finds the same."""


async def while_merged(
    db: Database, house: House, alias: str, into: str, work: Callable[[], Awaitable[None]]
) -> None:
    """Do `work` while the transaction that merges `alias` waits before its commit."""
    merged = asyncio.Event()

    async def merge() -> None:
        async with db.begin([house.business_id]) as session:
            who = (house.business_id, ids.read("per", alias))
            await merging.merge_people(who, ids.read("per", into), session=session, public_url=URL)
            merged.set()
            await asyncio.sleep(HOLD_S)

    holding = asyncio.ensure_future(db.retrying(merge))
    await asyncio.wait_for(merged.wait(), WAIT_S)
    await work()
    await holding


async def test_merges_at_once_end_with_everybody_one_step_from_who_stands_for_them(
    referral_db: Database, house: House
):
    dice = random.Random(4)
    people = [(await a_person(house, f"p{n}@example.com"))["id"] for n in range(10)]
    pairs = [dice.sample(people, 2) for _ in range(24)]

    answers = await asyncio.gather(
        *(house.post(f"/v1/people/{one}/merge", {"into": other}) for one, other in pairs)
    )

    assert {each.status_code for each in answers} <= {200, 409}
    together = {each: each for each in people}
    for (one, other), answer in zip(pairs, answers, strict=True):
        if answer.status_code == 200 or answer.json()["code"] == "same_person":
            old, new = together[one], together[other]
            together = {each: new if now == old else now for each, now in together.items()}
    shown = {each: (await house.get(f"/v1/people/{each}")).json() for each in people}
    stands = {each: body["merged_into"] or each for each, body in shown.items()}
    assert all(shown[each]["merged_into"] is None for each in stands.values())
    for one in people:
        for other in people:
            if together[one] == together[other]:
                assert stands[one] == stands[other]
    emails = sorted(email for each in set(stands.values()) for email in shown[each]["emails"])
    assert emails == sorted(f"p{n}@example.com" for n in range(10))
    # And the log tells the same, each key without a gap.
    last = {each.person_id: each for each in await said(referral_db, PersonChanged)}
    told = {ids.show("per", one): each.merged_into for one, each in last.items()}
    assert {one: into and ids.show("per", into) for one, into in told.items()} == {
        each: body["merged_into"] for each, body in shown.items()
    }


async def test_merges_crosswise_wait_for_each_other_and_one_of_them_stays(
    referral_db: Database, house: House
):
    for n in range(5):
        one = (await a_person(house, f"one{n}@example.com"))["id"]
        other = (await a_person(house, f"other{n}@example.com"))["id"]

        answers = await asyncio.gather(
            house.post(f"/v1/people/{one}/merge", {"into": other}),
            house.post(f"/v1/people/{other}/merge", {"into": one}),
        )

        assert sorted(each.status_code for each in answers) == [200, 409]


async def test_what_is_said_of_an_alias_while_it_is_merged_reaches_the_survivor(
    referral_db: Database, house: House
):
    ana = (await a_person(house, "ana@example.com"))["id"]
    twin = (await a_person(house, "twin@example.com"))["id"]
    ref = PersonRef(
        business_id=house.business_id,
        identifiers=identifiers_of(external_id=("shopify", "9"), email="twin@example.com"),
    )

    async def hear() -> None:
        async def work() -> None:
            async with referral_db.begin([house.business_id]) as session:
                await upsert_people([ref], session=session)

        await referral_db.retrying(work)

    await while_merged(referral_db, house, twin, ana, hear)

    stays = (await house.get(f"/v1/people/{ana}")).json()
    assert stays["external_ids"] == [{"source": "shopify", "id": "9"}]
    assert (await house.get(f"/v1/people/{twin}")).json()["external_ids"] == []


async def test_a_sale_of_an_aliass_code_while_it_is_merged_counts_for_the_survivor(
    referral_db: Database, house: House
):
    twin = await ana_joins(house, code="TWIN9", email="twin@example.com")
    ana = await joins(house, twin["program_id"], "ANA20", "ana@example.com")
    sale = {
        "source": "till",
        "occurred_at": "2026-03-01T10:00:00Z",
        "gross": {"minor": 7990, "currency": "USD"},
        "buyer_ref": {"email": "ben@example.com"},
        "codes": ["TWIN9"],
    }
    await house.post("/v1/sales", {**sale, "external_id": "1"})

    async def buy() -> None:
        answer = await house.post("/v1/sales", {**sale, "external_id": "2"})
        assert answer.status_code == 201, answer.text

    await while_merged(referral_db, house, twin["person_id"], ana["person_id"], buy)

    second = (await said(referral_db, SaleClosed))[-1]
    assert second.referral is not None
    assert second.referral.referrer_id == ids.read("per", ana["person_id"])
    assert second.referrer_sales.lifetime == 2
    async with referral_db.begin([house.business_id]) as session:
        counted = await session.execute(
            text("select distinct referrer_id from referrer_sales where count > 0")
        )
        assert [row.referrer_id for row in counted] == [ids.read("per", ana["person_id"])]

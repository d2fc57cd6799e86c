"""Rows of people: what holds which lock."""

import asyncio
from dataclasses import replace

from tests.referral_api.conftest import House
from tests.referral_api.stories import a_person

from goodword import ids
from goodword.database import Database
from referral_api.db.people.people import change_people, lock_people
from referral_api.domain.people.person import Person


async def test_two_appliers_crosswise_point_at_each_others_people(
    house: House, referral_db: Database
):
    ana, ben = [
        (house.business_id, ids.read("per", (await a_person(house, email))["id"]))
        for email in ("ana@example.com", "ben@example.com")
    ]

    async with (
        asyncio.timeout(10),
        referral_db.begin([house.business_id]) as one,
        referral_db.begin([house.business_id]) as other,
    ):
        anas = Person.of((await lock_people(one, [ana]))[ana])
        bens = Person.of((await lock_people(other, [ben]))[ben])
        # Each foreign key locks the row that the other applier holds.
        await asyncio.gather(
            change_people(one, [replace(anas, rep_id=ben[1])]),
            change_people(other, [replace(bens, rep_id=ana[1])]),
        )

    assert (await house.get(f"/v1/people/{ids.show('per', ana[1])}")).json()["rep_id"] == ids.show(
        "per", ben[1]
    )

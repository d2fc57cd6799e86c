"""What the law says of a reward: by what is known of people, and by what somebody has signed."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.rewards_worker.stages import named
from tests.rewards_worker.world import CARD, SHARED_AT, World

from goodword import ids
from goodword.bus import Said
from goodword.events import ProgramSignedOff
from goodword.events.people import Place
from goodword.testing.jobs import run_due
from rewards_worker.main import job_kinds
from rewards_worker.use_cases.rewards.timers import RELEASE

ONE = {"rule": "referrer", "to": "referrer", "give": CARD}
OHIO = Place(country="US", region="OH")
FLORIDA = Place(country="US", region="FL")
BAKER = {"occupation": "Baker", "employer": "Bakery Ltd", "roles": ("client",)}


def signed(world: World, place: str = "US-OH", version: int = 1) -> Said:
    return Said(
        ProgramSignedOff(
            business_id=world.business_id,
            program_id=world.program_id,
            program_version=version,
            place=place,
            rules=("CPA-AICPA",),
            actor=ids.show("key", ids.new()),
            signed_at=datetime(2026, 5, 12, tzinfo=UTC),
        ),
        1,
    )


async def begin(world: World, industry: str, place: Place = OHIO, **ana: Any) -> None:
    await world.begin(ONE)
    await world.tell(
        world.business(industry=industry, place=place),
        world.person(world.ana, "Ana", place=place, **ana),
        world.person(world.ben, "Ben", place=place),
    )


async def last(world: World) -> dict[str, Any]:
    return dict((await world.snapshots())[-1].verdict)


async def reasons(world: World) -> list[tuple[str, Any]]:
    return [(one["code"], one["actual"]) for one in (await last(world))["reasons"]]


async def test_what_is_signed_for_before_a_sale_earns(world: World):
    await begin(world, "accounting")
    await world.tell(signed(world))

    await world.tell(world.sale("100.00"))

    verdict = await last(world)
    assert await world.states() == {"referrer": "pending"}
    assert verdict["law"][-1] == {
        "rule": "SIGN_OFF",
        "decision": "ALLOW_WITH_CONDITIONS",
        "place": "US-OH",
        "checked_on": "2026-11-22",
    }
    assert "CPA-AICPA" in {one["rule"] for one in verdict["law"]}


async def test_what_is_signed_for_after_a_sale_is_decided_again(world: World):
    await begin(world, "accounting", **BAKER)
    await world.tell(world.sale("100.00"))
    assert await world.states() == {"referrer": "in_review"}

    await world.tell(signed(world), signed(world))
    await world.run_jobs()

    assert await world.states() == {"referrer": "pending"}
    assert await world.balances(world.ana) == {"pending": 5000}
    await world.check()


@pytest.mark.parametrize("other", [{"place": "US-TX"}, {"version": 2}])
async def test_a_sign_off_for_another_place_or_version_changes_nothing(world: World, other: Any):
    await begin(world, "accounting")
    await world.tell(world.sale("100.00"))

    await world.tell(signed(world, **other))
    await world.run_jobs()

    assert await world.states() == {"referrer": "in_review"}


async def test_nobody_can_sign_for_what_the_law_forbids(world: World):
    await begin(world, "insurance agency", FLORIDA, **BAKER)
    await world.tell(signed(world, "US-FL"))

    await world.tell(world.sale("100.00"))
    await world.run_jobs()

    assert await world.states() == {"referrer": "denied"}
    assert await reasons(world) == [("forbidden_by_law", ["INS-FL-REF", "INS-FL-GIFT"])]


async def test_what_is_told_of_somebody_later_is_decided_by(world: World):
    await begin(world, "accounting")
    await world.tell(signed(world, "US-TX"), world.sale("100.00"))
    assert await world.states() == {"referrer": "in_review"}

    official = {"occupation": "Judge", "place": OHIO}
    await world.tell(world.person(world.ana, "Ana", **official))
    await world.run_jobs()

    assert await world.states() == {"referrer": "denied"}
    assert await reasons(world) == [("forbidden_by_law", ["OFF-ANY"])]


async def test_an_official_gets_nothing_from_a_shop_and_who_works_for_the_buyer_neither(
    world: World,
):
    await begin(world, "retail", occupation="Mayor")
    await world.tell(world.sale("100.00"))
    assert await reasons(world) == [("forbidden_by_law", ["OFF-ANY"])]

    await world.tell(world.person(world.ana, "Ana", place=OHIO, employer="Ben"))
    await world.tell(world.sale("100.00"))
    assert await reasons(world) == [("forbidden_by_law", ["BRIB-UK"])]


async def test_a_reward_shown_before_their_own_purchase_is_none_in_california(world: World):
    place = Place(country="US", region="CA")
    await begin(world, "retail", place, first_purchase_at=SHARED_AT)

    await world.tell(world.sale("100.00"))

    assert await reasons(world) == [("forbidden_by_law", ["REFSALE-CA"])]


async def test_a_shop_that_told_no_place_gives_to_whoever_joined_before_their_first_purchase(
    world: World,
):
    await begin(world, "retail", Place(), first_purchase_at=SHARED_AT)

    await world.tell(world.sale("100.00"))

    assert await world.states() == {"referrer": "pending"}


async def test_the_law_is_asked_again_before_anything_goes_out(world: World):
    await begin(world, "retail", FLORIDA, **BAKER)
    await world.tell(world.sale("100.00"))
    assert await world.states() == {"referrer": "pending"}

    world.offset_s += 31 * 86_400
    await world.tell(world.business(industry="insurance agency", place=FLORIDA))
    await world.run_jobs()

    [row] = await world.rows("select state, reason from reward")
    assert tuple(row) == ("in_review", "forbidden_by_law")
    assert await reasons(world) == [("forbidden_by_law", ["INS-FL-REF", "INS-FL-GIFT"])]
    assert await world.rows("select 1 from payout") == []
    await world.check()
    await world.tell(world.business(industry="retail", place=FLORIDA))
    await world.run_jobs()
    assert await world.states() == {"referrer": "issued"}
    await world.check()


async def begin_in_washington(world: World, amount: str = "60.00") -> None:
    """An insurer gives pears for each name, and somebody has signed for the rest."""
    place = Place(country="US", region="WA")
    pears = {"kind": "physical_gift", "item": "A box of pears", "amount": {"fixed": amount}}
    await world.begin({"rule": "pears", "to": "referrer", "on": "named", "give": pears})
    await world.tell(
        world.business(industry="insurance agency", place=place),
        world.person(world.ana, "Ana", place=place, **BAKER),
        world.person(world.ben, "Ben", place=place),
        signed(world, "US-WA"),
    )


async def in_order(world: World) -> list[tuple[str, str | None]]:
    rows = await world.rows("select state, reason from reward order by earned_at, id")
    return [(row["state"], row["reason"]) for row in rows]


async def test_what_somebody_has_had_in_twelve_months_counts_towards_a_limit_of_the_law(
    world: World,
):
    await begin_in_washington(world)

    await world.tell(named(world))
    await world.tell(named(world))

    assert await in_order(world) == [("pending", None), ("denied", "forbidden_by_law")]
    assert await reasons(world) == [("forbidden_by_law", ["INS-WA-COMP", "INS-WA-FEE"])]
    [rule] = [one for one in (await last(world))["law"] if one["rule"] == "INS-WA-COMP"]
    assert rule["caps"] == ["100.00 USD in 12 months"]


async def test_what_is_exactly_the_limit_is_within_it(world: World):
    await begin_in_washington(world, "50.00")

    for _ in range(3):
        await world.tell(named(world))

    assert [state for state, _ in await in_order(world)] == ["pending", "pending", "denied"]


async def test_what_came_at_once_is_counted_before_it_goes_out(world: World):
    await begin_in_washington(world)
    await world.tell(named(world), named(world))
    assert [state for state, _ in await in_order(world)] == ["pending", "pending"]

    world.offset_s += 31 * 86_400
    place = Place(country="US", region="WA")
    await world.tell(world.business(industry="insurance agency", place=place))
    await run_due(world.db, {RELEASE: job_kinds(world.desk)[RELEASE]})

    assert await in_order(world) == [("approved", None), ("in_review", "forbidden_by_law")]
    await world.check()


async def test_what_was_given_a_year_ago_counts_no_more(world: World):
    await begin_in_washington(world)
    await world.tell(named(world))
    await world.execute("update reward set earned_at = earned_at - interval '12 months 1 day'")

    await world.tell(named(world))

    assert [state for state, _ in await in_order(world)] == ["pending", "pending"]


async def test_what_was_counted_under_another_id_is_unknown(world: World):
    await begin_in_washington(world)
    double = world.person(ids.new(), "Double", merged_into=world.ana)
    await world.tell(double)

    await world.tell(named(world))

    [comp] = [one for one in (await last(world))["law"] if one["rule"] == "INS-WA-COMP"]
    assert (comp["decision"], comp["unknown"]) == ("NEEDS_REVIEW", ["total_rolling_12_months"])


async def test_what_people_do_is_not_kept_with_the_facts_of_a_sale(world: World):
    await begin(world, "retail", **BAKER)

    await world.tell(world.sale("100.00"))

    [row] = await world.rows("select facts::text as facts from sale")
    assert "legal" not in row["facts"]
    assert "Baker" not in row["facts"]

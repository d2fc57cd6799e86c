"""A closed sale becomes rewards: once, for both sides, with every reason kept."""

import asyncio

from tests.rewards_worker.world import BOTH_SIDES, CARD, World, usd

from goodword import ids
from goodword.events import RewardDenied, RewardEarned, RewardHeld
from goodword.testing.events import envelope_of


async def test_a_referred_sale_earns_for_both_sides(world: World):
    await world.begin()
    sale = world.sale()

    await world.tell(sale)

    earned = await world.snapshots()
    assert [(one.name, one.rule, one.to, one.amount) for one in earned] == [
        ("reward-earned", "referrer", "referrer", usd("50.00")),
        ("reward-earned", "friend", "prospect", usd("50.00")),
    ]
    assert all(isinstance(one, RewardEarned) and one.status == "pending" for one in earned)
    assert {one.beneficiary_id for one in earned} == {world.ana, world.ben}
    assert all((one.hold_until - one.earned_at).days == 30 for one in earned)
    assert earned[0].sale_id == sale.event.sale_id
    assert await world.balances(world.ana) == {"pending": 5000}
    assert await world.balances(world.ben) == {"pending": 5000}
    jobs = await world.rows("select kind, dedupe_key from job order by 2")
    shown = sorted(ids.show("rwd", one.reward_id) for one in earned)
    assert [row["dedupe_key"] for row in jobs] == [f"release:{one}:1" for one in shown]
    await world.check()


async def test_the_verdict_tells_afterwards_why(world: World):
    at_least = [{"field": "sale.net", "op": "gte", "value": "50.00"}]
    await world.begin({"rule": "referrer", "to": "referrer", "when": at_least, "give": CARD})

    await world.tell(world.sale("79.90"), world.sale("49.99"))

    earned, denied = await world.snapshots()
    check = {"check": "sale.net gte 50.00", "actual": "79.90", "passed": True}
    assert earned.verdict["checks"] == [check]
    assert (earned.verdict["program_version"], earned.verdict["law"][0]["rule"]) == (1, "GEN")
    assert isinstance(denied, RewardDenied)
    assert (denied.status, denied.reason) == ("denied", "below_minimum")
    assert denied.verdict["reasons"] == [
        {"code": "below_minimum", "required": "50.00", "actual": "49.99"}
    ]


async def test_a_denied_reward_books_nothing_and_has_no_timer(world: World):
    at_least = [{"field": "sale.net", "op": "gte", "value": "50.00"}]
    await world.begin({"rule": "referrer", "to": "referrer", "when": at_least, "give": CARD})

    await world.tell(world.sale("10.00"))

    assert await world.states() == {"referrer": "denied"}
    assert await world.rows("select * from transfer") == []
    assert await world.rows("select * from job") == []


async def test_a_sale_without_a_referral_earns_nothing_and_is_remembered(world: World):
    await world.begin()

    await world.tell(world.sale(referred=False))

    assert await world.snapshots() == []
    assert len(await world.rows("select * from sale where facts is null")) == 1


async def test_a_repeated_event_changes_nothing(world: World):
    await world.begin()
    sale = world.sale()

    await world.tell(sale)
    await world.tell(sale)  # another event id, so the inbox lets it through
    await world.tell(sale, sale)

    assert len(await world.snapshots()) == 2
    assert await world.balances(world.ana) == {"pending": 5000}
    await world.check()


async def test_a_reward_is_unique_even_where_the_sale_was_forgotten(world: World):
    await world.begin()
    sale = world.sale()
    await world.tell(sale)
    await world.execute("delete from sale")

    await world.tell(sale)

    assert len(await world.snapshots()) == 2
    assert await world.balances(world.ana) == {"pending": 5000}
    await world.check()


async def test_the_same_sale_at_the_same_time_earns_once(world: World):
    await world.begin()
    sale = world.sale()

    await asyncio.gather(*(world.tell(sale) for _ in range(4)))

    assert len(await world.snapshots()) == 2
    assert await world.balances(world.ana) == {"pending": 5000}
    await world.check()


async def test_a_batch_of_sales_at_the_same_time_as_another_keeps_every_balance(world: World):
    await world.begin()
    batches = [[world.sale() for _ in range(10)] for _ in range(4)]

    await asyncio.gather(*(world.tell(*batch) for batch in batches))

    assert await world.balances(world.ana) == {"pending": 40 * 5000}
    assert await world.balances(world.ben) == {"pending": 40 * 5000}
    await world.check()


async def test_what_is_unknown_inside_a_regulated_industry_is_held_not_promised(world: World):
    await world.begin()
    await world.tell(world.business(industry="pension fund"))

    await world.tell(world.sale())

    held = (await world.snapshots())[0]
    assert isinstance(held, RewardHeld)
    assert (held.status, held.reason, held.hold_until) == ("in_review", "law_unknown", None)
    assert await world.rows("select * from job") == []
    await world.check()


async def test_a_sale_in_another_currency_is_denied_without_an_amount(world: World):
    await world.begin()
    euros = {"gross": usd("79.90").model_copy(update={"currency": "EUR"})}

    await world.tell(world.sale(**euros))

    denied = (await world.snapshots())[0]
    assert (denied.status, denied.reason, denied.amount) == ("denied", "currency_differs", None)
    await world.check()


async def test_a_sale_whose_state_has_not_come_waits_for_all_of_it(world: World):
    sale = envelope_of(world.sale())

    await world.tell(sale)

    [waiting] = await world.rows("select state, waits_for from parked_event")
    assert waiting["state"] == "waiting"
    assert sorted(waiting["waits_for"]) == sorted(
        [
            f"business:{ids.show('biz', world.business_id)}",
            f"person:{ids.show('per', world.ana)}",
            f"person:{ids.show('per', world.ben)}",
            f"program:{ids.show('prg', world.program_id)}:1",
        ]
    )
    assert await world.rows("select * from sale") == []


async def test_a_rule_without_a_beneficiary_is_denied_and_that_is_told(world: World):
    await world.begin(*BOTH_SIDES, {"rule": "rep", "to": "rep", "give": CARD})

    await world.tell(world.sale())

    assert await world.states() == {"referrer": "pending", "friend": "pending", "rep": "denied"}
    told = {one.rule: one for one in await world.snapshots()}
    assert set(told) == {"referrer", "friend", "rep"}
    assert (told["rep"].status, told["rep"].beneficiary_id) == ("denied", None)
    await world.check()


async def test_another_business_sees_nothing_of_it(world: World):
    await world.begin()
    await world.tell(world.sale())

    async with world.db.begin([ids.new()]) as session:
        connection = await session.connection()
        for table in ("reward", "account", "transfer", "sale", "person", "program_version"):
            found = (await connection.exec_driver_sql(f"select * from {table}")).all()
            assert found == [], table


async def test_nobody_earns_by_their_own_household(world: World):
    home, other = "a" * 64, "b" * 64
    await world.begin()
    family = world.sale(household=(home,), referrer_household=(other, home))
    neighbours = world.sale(household=(home,), referrer_household=(other,))

    await world.tell(family, neighbours)

    rows = await world.rows("select sale_id, state, reason from reward order by state, reason")
    assert {tuple(row) for row in rows} == {
        (family.event.sale_id, "denied", "same_household"),
        (neighbours.event.sale_id, "pending", None),
    }
    await world.check()

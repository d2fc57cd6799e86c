"""What beneficiaries have and programs cost, over HTTP."""

from typing import Any

from tests.referral_api.conftest import House, OpenHouse
from tests.referral_api.told_rewards import told_reward

from goodword import ids
from goodword.bus import Said
from goodword.database import Database
from goodword.events import RewardBalances, RewardEarned
from goodword.money import Money
from goodword.testing.events import deliver
from referral_api.use_cases.projections.handlers import HANDLERS

PROGRAM = ids.new()


async def tell(db: Database, house: House, **more: Any) -> Any:
    event = told_reward(house, RewardEarned, 1, program_id=PROGRAM, **more)
    await deliver(db, HANDLERS, [Said(event, 1)])
    return event


def euros(minor: int) -> dict[str, Any]:
    money = Money(minor=minor, currency="EUR")
    return {"amount": money, "original": money}


async def test_balances_are_summed_by_beneficiary_and_currency(house: House, referral_db: Database):
    ana, ben = ids.new(), ids.new()
    await tell(referral_db, house, beneficiary_id=ana, balances=RewardBalances(pending=5000))
    await tell(
        referral_db,
        house,
        beneficiary_id=ana,
        balances=RewardBalances(handed_over=5000, receivable=1200),
    )
    await tell(
        referral_db, house, beneficiary_id=ana, **euros(70), balances=RewardBalances(available=70)
    )
    no_money = {"amount": None, "original": None, "points": 300}
    points = RewardBalances(clearing=300)
    await tell(referral_db, house, beneficiary_id=ben, **no_money, balances=points)

    answer = await house.get("/v1/balances")

    assert answer.status_code == 200, answer.text
    body = answer.json()
    accounts = {
        (each["beneficiary_id"], one["unit"]): {
            name: value for name, value in one.items() if value and name != "unit"
        }
        for each in body["data"]
        for one in each["accounts"]
    }
    a, b = ids.show("per", ana), ids.show("per", ben)
    assert accounts == {
        (a, "USD"): {"pending": 5000, "handed_over": 5000, "receivable": 1200},
        (a, "EUR"): {"available": 70},
        (b, "points"): {"clearing": 300},
    }
    cost = {one["unit"]: one["minor"] for one in body["program_expense"]}
    assert cost == {"USD": 8800, "EUR": 70, "points": 300}
    assert body["as_of"]
    only = (await house.get("/v1/balances", beneficiary_id=b)).json()["data"]
    assert [each["beneficiary_id"] for each in only] == [b]


async def test_pages_of_balances_repeat_and_skip_nobody(house: House, referral_db: Database):
    people = {ids.new() for _ in range(5)}
    for one in people:
        await tell(referral_db, house, beneficiary_id=one, balances=RewardBalances(pending=5000))

    seen: list[str] = []
    cursor: str | None = None
    while cursor is not None or not seen:
        more = {"cursor": cursor} if cursor else {}
        body = (await house.get("/v1/balances", limit=2, **more)).json()
        seen += [each["beneficiary_id"] for each in body["data"]]
        cursor = body["next_cursor"]

    assert sorted(seen) == sorted(ids.show("per", one) for one in people)


async def test_nobody_sees_another_businesss_balances(open_house: OpenHouse, referral_db: Database):
    one, other = await open_house(), await open_house()
    await tell(referral_db, one, balances=RewardBalances(pending=5000))

    body = (await other.get("/v1/balances")).json()

    assert (body["data"], body["program_expense"]) == ([], [])


async def test_a_reward_without_a_currency_is_shown_and_nothing_of_it_in_money(
    house: House, referral_db: Database
):
    in_percent = {"amount": None, "original": None, "percent_off": "10"}
    await tell(referral_db, house, **in_percent, balances=RewardBalances(pending=1))

    [shown] = (await house.get("/v1/rewards")).json()["data"]

    assert (shown["percent_off"], shown["amount"], shown["handed_over"]) == ("10", None, None)

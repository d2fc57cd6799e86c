"""What hypothesis draws: programs, and the steps of a life."""

from typing import Any

from hypothesis import strategies as st
from tests.rewards_worker.machine.life import NAMES
from tests.rewards_worker.machine.machine import FAULTS
from tests.rewards_worker.machine.promises import PLACES, Program

Raw = dict[str, Any]


def _card(money: Any) -> Raw:
    return {"kind": "gift_card", "amount": {"fixed": money(50)}}


def _gives(money: Any) -> list[Raw]:
    percent = {"kind": "cash", "amount": {"percent": "7.5", "min": money(2), "max": money(60)}}
    tiers = [{"from": 1, "fixed": money(10)}, {"from": 2, "percent": "20"}]
    points = {"kind": "points", "amount": {"points": 700}}
    choice = {"choose": [_card(money), percent, points], "choose_within_days": 7}
    return [
        _card(money),
        percent,
        {"kind": "cash", "amount": {"tiers": tiers, "by": "sale.number"}},
        points,
        {"kind": "discount_code", "amount": {"percent_off": "15"}},
        {"kind": "store_credit", "amount": {"percent": "12.5"}},
        {"kind": "physical_gift", "item": "a mug", "amount": {"fixed": money(30)}},
        choice | {"default": "gift_card"},
        choice,
    ]


def _limits(give: Raw, money: Any) -> list[list[Raw]]:
    """Those that such a gift can have."""
    limits: list[list[Raw]] = [
        [],
        [{"per": "referrer", "in": "lifetime", "count": 2}],
        [{"per": "prospect", "in": "month", "count": 2}],
        [{"per": "household", "in": "lifetime", "count": 4}],
    ]
    kinds = {one["kind"] for one in give.get("choose", [give])}
    if kinds & {"gift_card", "cash", "store_credit", "physical_gift"}:
        budget = {"per": "program", "in": "lifetime", "amount": money(120)}
        limits += [[budget], [budget | {"clamp": True}]]
        limits.append([{"per": "referrer", "in": "month", "amount": money(70), "clamp": True}])
    if "points" in kinds:
        limits.append([{"per": "referrer", "in": "lifetime", "amount": 1000, "clamp": True}])
    return limits


@st.composite
def rules(draw: st.DrawFn, money: Any, rule: str, to: str) -> Raw:
    give = draw(st.sampled_from(_gives(money)))
    raw: Raw = {"rule": rule, "to": to, "give": give}
    raw["limits"] = draw(st.sampled_from(_limits(give, money)))
    if draw(st.booleans()):
        raw["when"] = [{"field": "sale.net", "op": "gte", "value": money(40)}]
    if draw(st.booleans()):
        amount = {"fixed": money(25)}
        raw["instead"] = {"kind": "charity_donation", "amount": amount, "where": "City Shelter"}
    return raw


@st.composite
def programs(draw: st.DrawFn, name: str, currency: str, version: int = 1) -> Program:
    def money(units: int) -> str:
        whole = units if PLACES[currency] else 100 * units
        return f"{whole}.{'0' * PLACES[currency]}" if PLACES[currency] else str(whole)

    sides = draw(st.sampled_from([("referrer", "prospect"), ("referrer",) * 2, ("prospect",)]))
    rewards = [draw(rules(money, f"rule_{n}", to)) for n, to in enumerate(sides)]
    raw: Raw = {
        "currency": currency,
        "window": {"days": 90, "from": "share"},
        "hold_days": draw(st.sampled_from([0, 0, 7, 30])),
        "on_refund": draw(st.sampled_from(["proportional", "proportional", "threshold"])),
        "approval": draw(
            st.sampled_from(["automatic", "automatic", "automatic", "manual", {"above": money(45)}])
        ),
        "rewards": rewards,
    }
    if draw(st.booleans()):
        raw["limits"] = [{"per": "program", "in": "lifetime", "count": 9}]
    return Program(name, version, raw)


BUSINESSES = st.tuples(
    programs("one", "USD"), programs("one", "USD", 2), programs("two", "JPY")
) | st.tuples(programs("one", "USD"), programs("two", "KWD"))

NAME = st.sampled_from(NAMES)
PLACE = st.integers(0, 9)
PAIRS = [(buyer, owner) for buyer in NAMES for owner in NAMES]
STRANGERS = [pair for pair in PAIRS if len(set(pair)) == 2]
WHO = st.sampled_from([*STRANGERS * 3, *PAIRS, *((name, None) for name in NAMES)])
NETS = st.sampled_from([3, 3999, 4000, 7990, 10000, 33_333, 100_000])
SALES = st.tuples(
    st.just("sell"),
    st.integers(0, 2),
    WHO,
    st.tuples(NETS, st.integers(1, 2), st.sampled_from([5, 6])),
    st.sampled_from([None, None, None, 0, 60]),
)
ACCEPTS = ["anything", "anything", "donation_only", "nothing"]
LEFT = st.sampled_from([0, 0, 10, 35, 50, 75, 99, 100, 100])
DECISIONS = ["approve", "approve", "deny", "retry", "retry", "revoke", "recover", "recover"]
BEFORE = ["issued", "issued", "held", "open", "failed", "canceled"]
AFTER = ["delivered", "delivery_failed", "returned", "redeemed", "expired"]
FATE = st.tuples(st.just("fate"), PLACE, st.sampled_from(AFTER), st.booleans())
WORK = st.tuples(st.just("work"), st.none())
FAULTY = st.tuples(st.just("work"), st.sampled_from([*sorted(FAULTS), "reject", "reject", "fate"]))
REFUND = st.tuples(st.just("refund"), PLACE, LEFT, st.sampled_from(["once", "twice", "late"]))
DECISION = st.tuples(st.just("decide"), PLACE, st.sampled_from(DECISIONS))
STEP = st.one_of(
    *(WORK, WORK, WORK, FAULTY, FAULTY, REFUND, REFUND, REFUND, SALES, SALES, SALES),
    *(FATE, FATE, DECISION, DECISION, DECISION),
    st.tuples(st.just("fate"), PLACE, st.sampled_from(BEFORE), st.booleans()),
    st.tuples(st.just("done"), PLACE),
    st.tuples(st.just("choose"), PLACE, st.sampled_from(["gift_card", "cash", "points"])),
    st.tuples(st.just("move"), PLACE, NAME | st.none()),
    st.tuples(st.just("days"), st.sampled_from([1, 8, 31])),
    st.tuples(st.just("days"), st.sampled_from([8, 31])),
    st.tuples(st.just("prepare")),
    st.tuples(st.just("die"), st.booleans()),
    st.tuples(st.just("change"), NAME, st.just("reachable"), st.booleans()),
    st.tuples(st.just("change"), NAME, st.just("accepts"), st.sampled_from(ACCEPTS)),
    st.tuples(st.just("merge"), NAME, NAME),
    st.tuples(st.just("erase"), NAME),
    st.tuples(st.just("law"), st.booleans()),
)
LIFE = st.tuples(st.lists(SALES, min_size=2, max_size=4), st.lists(STEP, min_size=15, max_size=45))

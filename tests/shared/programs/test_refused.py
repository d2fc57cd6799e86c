"""What cannot be right is refused at save, with a pointer to each mistake."""

from typing import Any

import pytest
from tests.shared.programs.samples import CARD, IS_NEW, NET_50, a_rule, problems, raw_program


def when(*entries: Any) -> dict[str, Any]:
    return raw_program(a_rule(when=list(entries)))


def give(gift: Any, **rule: Any) -> dict[str, Any]:
    return raw_program(a_rule(give=gift, **rule))


def money(amount: Any) -> dict[str, Any]:
    return give({"kind": "gift_card", "amount": amount})


def points(*tiers: tuple[int, int]) -> dict[str, Any]:
    amount = {"tiers": [{"from": n, "points": p} for n, p in tiers], "by": "sale.number"}
    return give({"kind": "points", "amount": amount})


def choose(*gifts: Any, **more: Any) -> dict[str, Any]:
    return give({"choose": list(gifts)} | more)


def limit(**limits: Any) -> dict[str, Any]:
    return raw_program(a_rule(limits=[{"per": "referrer", "in": "month"} | limits]))


def is_(field: str, op: str, value: Any) -> dict[str, Any]:
    return {"field": field, "op": op, "value": value}


R = "/rewards/0"
MIXED = [{"from": 1, "fixed": "1"}, {"from": 2, "points": 3}]
DEEP = {"not": {"any": [{"not": IS_NEW}]}}


@pytest.mark.parametrize(
    ("raw", "pointer", "code"),
    [
        (raw_program(colour="red"), "/colour", "unknown_field"),
        (raw_program(a_rule(colour="red")), f"{R}/colour", "unknown_field"),
        (raw_program(name=""), "/name", "invalid"),
        (raw_program(name=7), "/name", "invalid"),
        (raw_program(kind="raffle"), "/kind", "invalid"),
        (raw_program(currency="usd"), "/currency", "invalid"),
        (raw_program(currency="XQQ"), "/currency", "unknown_currency"),
        (raw_program(destination_url=None), "/destination_url", "missing"),
        (raw_program(destination_url="http://shop.example"), "/destination_url", "not_https"),
        (raw_program(destination_url="https://"), "/destination_url", "not_https"),
        (raw_program(destination_url="https://[x"), "/destination_url", "not_https"),
        (raw_program(destination_url="https://a@b.example"), "/destination_url", "not_https"),
        (
            raw_program(destination_url="https://a.example\\@b.example"),
            "/destination_url",
            "not_https",
        ),
        (
            raw_program(destination_url="https://a.example/\\b.example"),
            "/destination_url",
            "not_https",
        ),
        (raw_program(destination_url="https://a\\@b.example"), "/destination_url", "not_https"),
        (raw_program(destination_url="https://a.b/\\c.example"), "/destination_url", "not_https"),
        (raw_program(destination_url="https://@b.example"), "/destination_url", "not_https"),
        (raw_program(destination_url="//b.example"), "/destination_url", "not_https"),
        (raw_program(destination_url="javascript:alert(1)"), "/destination_url", "not_https"),
        (raw_program(starts_at="2026-05-01T00:00:00"), "/starts_at", "invalid"),
        (
            raw_program(starts_at="2026-05-02T00:00:00Z", ends_at="2026-05-01T00:00:00Z"),
            "/ends_at",
            "ends_before_start",
        ),
        (raw_program(window={"days": 0, "from": "share"}), "/window/days", "invalid"),
        (raw_program(window={"days": 9, "from": "birth"}), "/window/from", "invalid"),
        (raw_program(hold_days=-1), "/hold_days", "invalid"),
        (raw_program(hold_days=True), "/hold_days", "invalid"),
        (raw_program(touch="middle"), "/touch", "invalid"),
        (raw_program(approval="sometimes"), "/approval", "invalid"),
        (raw_program(approval={"above": "1.005"}), "/approval/above", "too_many_decimals"),
        (raw_program(on_refund="never"), "/on_refund", "invalid"),
        (raw_program(places=["Florida"]), "/places/0", "invalid"),
        (raw_program(audience=[]), "/audience", "invalid"),
        (raw_program(rewards=[]), "/rewards", "invalid"),
        (raw_program(a_rule(rule="Not a slug")), f"{R}/rule", "invalid"),
        (raw_program(a_rule(), a_rule()), "/rewards/1/rule", "duplicate_rule"),
        (raw_program({"rule": "x", "give": CARD}), f"{R}/to", "no_beneficiary"),
        (raw_program(a_rule(to="nobody")), f"{R}/to", "invalid"),
        (raw_program(a_rule(on="birthday")), f"{R}/on", "invalid"),
        (raw_program(a_rule(on="named"), kind="active_intro"), f"{R}/on", "on_does_not_fit"),
        (when({"field": "sale.colour", "op": "eq"}), f"{R}/when/0/field", "invalid"),
        (when({"is": "odd"}), f"{R}/when/0", "invalid"),
        (when(is_("sale.net", "like", "1")), f"{R}/when/0/op", "invalid"),
        (when(is_("sale.net", "contains", "1.00")), f"{R}/when/0/op", "op_does_not_fit"),
        (when(is_("prospect.is_new", "gt", True)), f"{R}/when/0/op", "op_does_not_fit"),
        (when(is_("sale.tags", "eq", "vip")), f"{R}/when/0/op", "op_does_not_fit"),
        (when(is_("sale.source", "lt", "a")), f"{R}/when/0/op", "op_does_not_fit"),
        (when(is_("sale.net", "gte", 50)), f"{R}/when/0/value", "wrong_type"),
        (when(is_("sale.net", "gte", 50.5)), f"{R}/when/0/value", "invalid"),
        (when(is_("sale.net", "gte", "a lot")), f"{R}/when/0/value", "wrong_type"),
        (when(is_("sale.net", "gte", "1.005")), f"{R}/when/0/value", "too_many_decimals"),
        (when(is_("sale.number", "eq", True)), f"{R}/when/0/value", "wrong_type"),
        (when(is_("sale.number", "eq", 10**10)), f"{R}/when/0/value", "out_of_range"),
        (when(is_("sale.number", "in", 1)), f"{R}/when/0/value", "wrong_type"),
        (when(is_("sale.number", "in", [])), f"{R}/when/0/value", "wrong_type"),
        (when(is_("sale.number", "in", [1, "2"])), f"{R}/when/0/value/1", "wrong_type"),
        (when(is_("sale.number", "exists", 1)), f"{R}/when/0/value", "wrong_type"),
        (when(is_("prospect.country", "eq", "usa")), f"{R}/when/0/value", "unknown_value"),
        (when(is_("referral.class", "eq", "cold")), f"{R}/when/0/value", "unknown_value"),
        (when(is_("rep.id", "eq", "per_1")), f"{R}/when/0/value", "unknown_value"),
        (when({"any": []}), f"{R}/when/0/any", "invalid"),
        (when({"any": [IS_NEW], "not": IS_NEW}), f"{R}/when/0/not", "unknown_field"),
        (when(is_("sale.number", "eq", 1), {"not": DEEP}), f"{R}/when/1", "too_deep"),
        (when({"any": [IS_NEW] * 15}, *[NET_50] * 6), f"{R}/when", "too_many_conditions"),
        (
            raw_program(a_rule(on="named", when=[NET_50])),
            f"{R}/when/0/field",
            "not_known_yet",
        ),
        (
            give({"kind": "cash", "amount": {"percent": "5"}}, on="introduced"),
            f"{R}/give/amount",
            "not_known_yet",
        ),
        (give({"kind": "bribe"}), f"{R}/give/kind", "invalid"),
        (give({"amount": {"fixed": "5.00"}}), f"{R}/give", "invalid"),
        (give({"kind": "gift_card"}), f"{R}/give/amount", "missing"),
        (give({"kind": "physical_gift", "amount": {"fixed": "5"}}), f"{R}/give/item", "missing"),
        (give(CARD | {"where": "favourite"}), f"{R}/give/where", "unknown_field"),
        (
            give({"kind": "points", "amount": {"fixed": "5"}}),
            f"{R}/give/amount",
            "amount_does_not_fit",
        ),
        (
            give({"kind": "recognition", "amount": {"points": 5}}),
            f"{R}/give/amount",
            "amount_does_not_fit",
        ),
        (money({"fixed": 50}), f"{R}/give/amount/fixed", "invalid"),
        (money({"fixed": "50.005"}), f"{R}/give/amount/fixed", "too_many_decimals"),
        (money({"fixed": "0.00"}), f"{R}/give/amount/fixed", "amount_out_of_range"),
        (money({"fixed": "-1.00"}), f"{R}/give/amount/fixed", "invalid"),
        (money({"fixed": "1.00", "points": 1}), f"{R}/give/amount/points", "unknown_field"),
        (money({"free": True}), f"{R}/give/amount", "invalid"),
        (money({"percent": "101"}), f"{R}/give/amount/percent", "percent_over_100"),
        (money({"percent": "0"}), f"{R}/give/amount/percent", "amount_out_of_range"),
        (
            money({"percent": "5", "min": "9.00", "max": "8.00"}),
            f"{R}/give/amount/min",
            "min_above_max",
        ),
        (
            give({"kind": "discount_code", "amount": {"percent_off": "100.5"}}),
            f"{R}/give/amount/percent_off",
            "percent_over_100",
        ),
        (points((2, 10)), f"{R}/give/amount/tiers/0/from", "tier_gap"),
        (points((1, 10), (1, 20)), f"{R}/give/amount/tiers/1/from", "tiers_not_ascending"),
        (points((1, 10), (5, 0)), f"{R}/give/amount/tiers/1/points", "invalid"),
        (
            money({"tiers": [{"from": 1, "fixed": "1"}], "by": "sale.net"}),
            f"{R}/give/amount/by",
            "invalid",
        ),
        (
            money(
                {
                    "tiers": [{"from": 1, "fixed": "1"}, {"from": 2, "points": 3}],
                    "by": "sale.number",
                }
            ),
            f"{R}/give/amount/tiers/1",
            "mixed_units",
        ),
        (choose(CARD), f"{R}/give/choose", "invalid"),
        (choose(CARD, CARD), f"{R}/give/choose/1/kind", "duplicate_kind"),
        (
            choose(CARD, {"kind": "cash", "amount": {"fixed": "5"}}, default="points"),
            f"{R}/give/default",
            "unknown_value",
        ),
        (limit(), f"{R}/limits/0", "limit_without_bound"),
        (limit(count=0), f"{R}/limits/0/count", "invalid"),
        (limit(count=1, clamp=True), f"{R}/limits/0/clamp", "clamp_without_amount"),
        (limit(amount="49.99"), f"{R}/limits/0/amount", "limit_below_one_reward"),
        (limit(amount=500), f"{R}/limits/0/amount", "amount_does_not_fit"),
        (limit(amount="500.005"), f"{R}/limits/0/amount", "too_many_decimals"),
        (limit(count=1, per="planet"), f"{R}/limits/0/per", "invalid"),
        (
            raw_program(limits=[{"per": "program", "in": "year", "amount": 5}]),
            "/limits/0/amount",
            "amount_does_not_fit",
        ),
        ([], "", "invalid"),
    ],
)
def test_a_mistake_is_refused_with_a_pointer_to_it(raw: Any, pointer: str, code: str) -> None:
    assert (pointer, code) in problems(raw)

"""Most of what can go wrong goes wrong late: these lives are lived each time."""

from typing import Any

import pytest
from tests.rewards_worker.machine.machine import Machine
from tests.rewards_worker.machine.promises import Program
from tests.rewards_worker.use_cases.test_any_order import another
from tests.rewards_worker.world import CARD, World

CASH = {"kind": "cash", "amount": {"fixed": "40.00"}}
MUG = {"kind": "physical_gift", "item": "a mug", "amount": {"fixed": "50.00"}}
CHOICE = {"choose": [CARD, CASH], "default": "gift_card", "choose_within_days": 7}
LIMIT = {"per": "referrer", "in": "lifetime", "count": 1}

SALE = ("sell", 0, ("ben", "ana"), (10000, 1, 5), None)
PAID = (SALE, ("work", None))
RETURNED = ("fate", 0, "returned", True)


def refund(left: int) -> tuple[Any, ...]:
    return ("refund", 0, left, "once")


def decide(decision: str) -> tuple[Any, ...]:
    return ("decide", 0, decision)


LIVES: dict[str, tuple[dict[str, Any], list[Any]]] = {
    "returned after a refund, paid again and refunded again": (
        CARD,
        [*PAID, refund(40), RETURNED, decide("retry"), ("work", None), refund(20)],
    ),
    "recovered, and the refund failed": (CARD, [*PAID, refund(0), decide("recover"), refund(70)]),
    "paid by hand after a refund that failed, and returned": (
        CARD,
        [
            *(*PAID, refund(0), decide("recover"), refund(70), ("settle", 0, "paid")),
            *(refund(20), RETURNED, decide("retry"), ("work", None), refund(100)),
        ],
    ),
    "given up after a refund that failed, and told anew": (
        CARD,
        [
            *(SALE, refund(75), ("work", "fate"), refund(100), ("fate", 0, "issued", True)),
            *(("settle", 0, "waived"), refund(50), refund(90), RETURNED, decide("revoke")),
        ],
    ),
    "moved after it was paid": (CARD, [*PAID, ("move", 0, "cleo"), refund(10), RETURNED]),
    "moved there and back": (
        CARD,
        [SALE, ("move", 0, "cleo"), refund(50), ("move", 0, "ana"), ("work", None)],
    ),
    "chosen after a refund that failed": (
        CHOICE,
        [SALE, refund(30), ("choose", 0, "cash"), ("work", None), refund(100)],
    ),
    "refunded while nobody knows whether it was paid": (
        CARD,
        [SALE, ("work", "drop_before"), refund(50), ("die", True), ("work", None), refund(100)],
    ),
    "refunded while a person is asked to hand it over": (
        MUG,
        [*PAID, refund(50), ("work", None), ("done", 0), refund(0), decide("recover")],
    ),
    "canceled by the provider, retried, redeemed and refunded": (
        CARD,
        [
            *(SALE, ("work", "fate"), ("fate", 0, "held", True), ("fate", 0, "canceled", True)),
            *(decide("retry"), ("work", None), ("fate", 0, "redeemed", True), refund(0)),
        ],
    ),
    "erased while it is on its way, and refused then": (
        CARD,
        [SALE, ("work", "fate"), ("erase", "ana"), ("fate", 0, "failed", True), ("days", 1)],
    ),
    "two become one, and one more is too much": (
        CARD | {},
        [
            *(SALE, ("sell", 0, ("ben", "cleo"), (10000, 2, 5), None), ("merge", "ana", "cleo")),
            *(SALE, refund(0), ("refund", 1, 0, "once"), SALE, refund(100)),
        ],
    ),
    "for oneself, as is found out while a person is asked to hand it over": (
        MUG,
        [*PAID, ("merge", "ben", "ana"), refund(50), ("work", None), refund(100)],
    ),
    "for oneself, as is found out on its way, recovered once it is out, and returned": (
        CARD,
        [
            *(SALE, ("work", "fate"), ("merge", "ana", "ben"), ("work", "fate"), refund(40)),
            *(("fate", 0, "issued", True), refund(100), decide("recover"), RETURNED),
        ],
    ),
    "for oneself, as is found out while nothing of it was left, and given back": (
        CARD,
        [SALE, refund(0), ("merge", "ben", "ana"), refund(100), ("work", None)],
    ),
    "expired, then returned, then revoked": (
        CARD,
        [*PAID, ("fate", 0, "expired", True), ("fate", 0, "returned", True), decide("revoke")],
    ),
    "delivered nowhere, then somewhere": (
        CARD,
        [
            *(*PAID, ("fate", 0, "delivery_failed", True), ("fate", 0, "delivered", False)),
            *(("days", 1), ("work", None), ("fate", 0, "redeemed", False), refund(35)),
        ],
    ),
}


@pytest.mark.parametrize("life", LIVES)
async def test_these_end_as_the_model_says(world: World, life: str):
    give, steps = LIVES[life]
    rule = {"rule": "referrer", "to": "referrer", "give": give, "limits": [LIMIT]}
    raw = {"currency": "USD", "window": {"days": 90, "from": "share"}, "hold_days": 0}
    async with world.admin() as connection:
        machine = Machine(
            another(world), connection, [Program("one", 1, raw | {"rewards": [rule]})]
        )
        await machine.begin()

        await machine.live(steps)

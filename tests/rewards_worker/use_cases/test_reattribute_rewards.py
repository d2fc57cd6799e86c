"""Sales that people give to another referral, and what becomes of what was owed for them."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from tests.rewards_worker.world import CARD, World, usd

from goodword import ids
from goodword.bus import Said
from goodword.events import SaleClosed, SaleReattributed, SaleReferral

ONE = {"rule": "referrer", "to": "referrer", "give": CARD}


@dataclass
class Moves:
    """One sale of 100.00 that closed for Ana's referral, and Cleo's, who could get it."""

    world: World
    ana: UUID = field(default_factory=ids.new)
    cleo: UUID = field(default_factory=ids.new)
    net: str = "100.00"
    seq: int = 1

    async def begin(self, *rules: Any, referred: bool = True, **document: Any) -> None:
        await self.world.begin(*(rules or [ONE]), **document)
        self.cleo_herself = ids.new()
        await self.world.tell(self.world.person(self.cleo_herself, "Cleo"))
        self.sale = self.world.sale("100.00", referral_id=self.ana, referred=referred)
        await self.world.tell(self.sale)

    async def move(self, to: UUID | None, sender: UUID | None = None) -> None:
        self.seq += 1
        closed = self.sale.event
        assert isinstance(closed, SaleClosed)
        event = SaleReattributed(
            business_id=self.world.business_id,
            sale_id=closed.sale_id,
            from_referral=sender,
            to_referral=to,
            actor="operator",
            sale=closed.model_copy(update={"referral": self.referral(to)}),
            net=usd(self.net),
        )
        await self.world.tell(Said(event, self.seq))

    def referral(self, referral_id: UUID | None) -> SaleReferral | None:
        if referral_id is None:
            return None
        who = self.world.ana if referral_id == self.ana else self.cleo_herself
        told = self.world.sale(referral_id=referral_id, referrer_id=who).event
        assert isinstance(told, SaleClosed)
        return told.referral

    async def refund(self, net: str) -> None:
        self.seq, self.net = self.seq + 1, net
        await self.world.tell(self.world.refund(self.sale, net, seq=self.seq))

    async def stands(self) -> dict[str, tuple[str, str | None, int]]:
        """State, reason and amount of what each referral is owed."""
        names = {self.ana: "ana", self.cleo: "cleo"}
        rows = await self.world.rows("select referral_id, state, reason, amount from reward")
        return {
            names[row["referral_id"]]: (row["state"], row["reason"], row["amount"]) for row in rows
        }


@pytest.fixture
def moves(world: World) -> Moves:
    return Moves(world)


async def test_what_is_owed_goes_with_the_sale(moves: Moves, world: World):
    await moves.begin()

    await moves.move(moves.cleo)

    assert await moves.stands() == {
        "ana": ("revoked", "reattributed", 5000),
        "cleo": ("pending", None, 5000),
    }
    assert await world.balances(world.ana) == {}
    await world.check()


async def test_it_comes_back_with_the_sale(moves: Moves, world: World):
    await moves.begin()
    await moves.move(moves.cleo)

    await moves.move(moves.ana)

    assert await moves.stands() == {
        "ana": ("pending", None, 5000),
        "cleo": ("revoked", "reattributed", 5000),
    }
    assert await world.balances(world.ana) == {"pending": 5000}
    await world.check()


async def test_what_was_handed_over_stays_and_nobody_is_thanked_twice(moves: Moves, world: World):
    await moves.begin(hold_days=0)
    await world.run_jobs()

    await moves.move(moves.cleo)
    await world.run_jobs()

    assert await moves.stands() == {
        "ana": ("issued", None, 5000),
        "cleo": ("denied", "already_rewarded", 5000),
    }
    assert len(await world.sandbox.orders()) == 1
    await moves.move(moves.ana)
    assert (await moves.stands())["ana"] == ("issued", None, 5000)
    await world.check()


async def test_each_side_moves_for_itself(moves: Moves, world: World):
    friend = {"rule": "friend", "to": "prospect", "give": CARD}
    await moves.begin(ONE, friend)

    await moves.move(moves.cleo)

    rows = await world.rows("select rule, state from reward where referral_id = $1", moves.cleo)
    assert {row["rule"]: row["state"] for row in rows} == {
        "referrer": "pending",
        "friend": "pending",
    }
    await world.check()


async def test_a_sale_of_nobody_earns_once_it_belongs_to_somebody(moves: Moves, world: World):
    await moves.begin(referred=False)
    assert await moves.stands() == {}

    await moves.move(moves.ana)
    await moves.refund("50.00")

    assert await moves.stands() == {"ana": ("pending", None, 2500)}
    await world.check()


async def test_a_sale_taken_from_everybody_owes_nothing(moves: Moves, world: World):
    await moves.begin()

    await moves.move(None)

    assert await moves.stands() == {"ana": ("revoked", "reattributed", 5000)}
    await world.check()


@pytest.mark.parametrize("first", ["refund", "move"])
async def test_a_refund_before_or_after_comes_to_the_same(moves: Moves, world: World, first: str):
    await moves.begin()

    if first == "refund":
        await moves.refund("33.33")
        await moves.move(moves.cleo)
    else:
        await moves.move(moves.cleo)
        await moves.refund("33.33")

    assert await moves.stands() == {
        "ana": ("revoked", "reattributed", 1666),
        "cleo": ("pending", None, 1666),
    }
    await moves.refund("100.00")  # it failed
    assert (await moves.stands())["cleo"] == ("pending", None, 5000)
    await moves.move(moves.ana)
    assert (await moves.stands())["ana"] == ("pending", None, 5000)
    await world.check()


async def test_a_move_gives_back_the_limits_of_one_and_counts_for_the_other(
    moves: Moves, world: World
):
    limit = {"per": "program", "in": "lifetime", "amount": "50.00"}
    await moves.begin(ONE | {"limits": [limit]})

    await moves.move(moves.cleo)

    assert (await moves.stands())["cleo"] == ("pending", None, 5000)
    [used] = await world.rows("select count, minor from limit_use")
    assert tuple(used) == (1, 5000)
    await world.check()


async def test_what_comes_back_finds_its_limit_used_and_stays_away(moves: Moves, world: World):
    limit = {"per": "program", "in": "lifetime", "amount": "50.00"}
    await moves.begin(ONE | {"limits": [limit]})
    await moves.move(None)
    await world.tell(world.sale("100.00"))

    await moves.move(moves.ana)

    [row] = await world.rows("select state from reward where referral_id = $1", moves.ana)
    assert row["state"] == "revoked"
    await world.check()


async def test_a_move_told_twice_is_one(moves: Moves, world: World):
    await moves.begin()
    await moves.move(moves.cleo)
    moves.seq -= 1

    await moves.move(moves.cleo)

    assert len(await world.rows("select 1 from reward")) == 2
    assert (await moves.stands())["cleo"] == ("pending", None, 5000)
    await world.check()

"""Everything that can happen to a sale's rewards, in any order, against a model of the money.

The model knows what is left of the sale, what each gift is worth, what was sent and came back, and
which claims people settled; it knows nothing of transfers. After every step each account of each
reward must be what the model says, and every invariant must hold.
"""

from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.rewards_worker.use_cases.payouts import impatient
from tests.rewards_worker.use_cases.test_any_order import another
from tests.rewards_worker.use_cases.test_decide_rewards import refusals
from tests.rewards_worker.use_cases.test_reattribute_rewards import Moves
from tests.rewards_worker.world import World

from goodword.bus import Said
from goodword.events import PersonErased, RewardDecided
from rewards_worker.db.payouts.payouts import move_payout
from rewards_worker.domain.booking import apply
from rewards_worker.domain.occurrences import PayoutRedeemed, PayoutReturned
from rewards_worker.domain.payout import OPEN, PayoutState
from rewards_worker.use_cases.payouts.locked import locked
from rewards_worker.use_cases.rewards.record_changes import Change, record_changes

WORTH = {"gift_card": 5000, "cash": 4000}
GIFTS = [
    {"kind": "gift_card", "amount": {"fixed": "50.00"}},
    {"kind": "cash", "amount": {"fixed": "40.00"}},
]
CHOICE = {"choose": GIFTS, "default": "gift_card", "choose_within_days": 7}
LIMIT = {"per": "referrer", "in": "lifetime", "count": 9, "amount": "900.00"}
FAULTS = ("reject", "drop_after", "drop_before", "insufficient_funds", "error_500_after")
DECISIONS = ("approve", "deny", "retry", "revoke", "recover")
NOT_OWED = ("denied", "revoked", "expired")
OUT = ("issued", "delivered", "delivery_failed", "redeemed", "expired")

BOOKED = """
    select a.kind, sum(m.amount) as amount from (
        select debit as id, -amount as amount from transfer where reward_id = $1
        union all select credit, amount from transfer where reward_id = $1
    ) m join account a using (id) group by 1
"""

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("refund"), st.integers(0, 100)),
        st.tuples(st.just("jobs"), st.just(0)),
        st.tuples(st.just("faulty_jobs"), st.sampled_from(FAULTS)),
        st.tuples(st.just("days_pass"), st.sampled_from([1, 8, 31])),
        st.tuples(st.just("decide"), st.sampled_from(DECISIONS)),
        st.tuples(st.just("choose"), st.sampled_from(sorted(WORTH))),
        st.tuples(st.just("move"), st.sampled_from(["ana", "cleo", "nobody"])),
        st.tuples(st.just("payout"), st.sampled_from(["returned", "redeemed"])),
        st.tuples(st.just("law"), st.sampled_from(["retail", "pension fund"])),
        st.tuples(st.just("reach"), st.booleans()),
        st.tuples(st.just("merge"), st.just(0)),
        st.tuples(st.just("erase"), st.sampled_from(["ana", "cleo"])),
    ),
    min_size=3,
    max_size=12,
)


ISSUED = [("jobs", 0)]
AGAIN = [("decide", "retry"), ("jobs", 0), ("refund", 20)]


class Machine:
    """One sale of 100.00 that closed for Ana, and what happens to it; `recovered` by reward."""

    def __init__(self, world: World, give: dict[str, Any]) -> None:
        self.world = world
        self.give = give
        self.moves = Moves(world)
        self.decisions: dict[UUID, int] = {}
        self.recovered: dict[UUID, int] = {}
        self.owner: UUID | None = self.moves.ana

    async def begin(self) -> None:
        rule = {"rule": "referrer", "to": "referrer", "give": self.give, "limits": [LIMIT]}
        await self.moves.begin(rule, hold_days=0)

    async def refund(self, net: int) -> None:
        await self.moves.refund(f"{net}.00")

    async def jobs(self, _: object) -> None:
        await self.world.run_jobs(impatient(self.world))

    async def faulty_jobs(self, kind: str) -> None:
        await self.world.sandbox.fault(kind=kind)
        await self.jobs(0)
        await self.world.sandbox.client.delete(f"{self.world.sandbox.base_url}/faults")

    async def days_pass(self, days: int) -> None:
        await self.world.advance(days)
        await self.jobs(0)

    async def decide(self, decision: str, choice: str | None = None) -> None:
        """About every reward there is."""
        for row in await self._rewards():
            claimed = (await self._model(row)).get("receivable", 0)
            number = self.decisions[row["id"]] = self.decisions.get(row["id"], 0) + 1
            before = len(await refusals(self.world))
            decided = RewardDecided(
                business_id=self.world.business_id,
                reward_id=row["id"],
                decision=decision,
                choice=choice,
                actor="operator",
            )
            await self.world.tell(Said(decided, number))
            if decision == "recover" and len(await refusals(self.world)) == before:
                self.recovered[row["id"]] = self.recovered.get(row["id"], 0) + claimed

    async def choose(self, kind: str) -> None:
        await self.decide("choose", kind)

    async def move(self, to: str) -> None:
        referral = {"ana": self.moves.ana, "cleo": self.moves.cleo}.get(to)
        if referral != self.owner:
            await self.moves.move(referral, self.owner)
            self.owner = referral

    async def payout(self, end: str) -> None:
        """The provider says what became of what is out."""
        rows = await self.world.rows(
            "select id, reward_id from payout where business_id = $1 and state = 'issued'",
            self.world.business_id,
        )
        for row in rows:
            await self._end(row["id"], end)
            if end == "returned":
                self.recovered[row["reward_id"]] = 0

    async def _end(self, payout_id: UUID, end: str) -> None:
        async with self.world.db.begin([self.world.business_id]) as session:
            found = await locked(self.world.business_id, payout_id, session=session)
            assert found is not None
            reward, payout = found
            await move_payout(session, payout, PayoutState(end))
            happened = PayoutReturned if end == "returned" else PayoutRedeemed
            step = apply(reward.standing, happened(payout.generation))  # type: ignore[arg-type]
            await record_changes([Change(reward, step)], session=session)

    async def law(self, industry: str) -> None:
        await self.world.tell(self.world.business(industry=industry))

    async def reach(self, reachable: bool) -> None:  # a step takes one value
        more = {} if reachable else {"emails": ()}
        await self.world.tell(self.world.person(self.world.ana, "Ana", **more))

    async def merge(self, _: object) -> None:
        cleo = self.moves.cleo_herself
        await self.world.tell(self.world.person(cleo, "Cleo", merged_into=self.world.ana))

    async def erase(self, name: str) -> None:
        who = self.world.ana if name == "ana" else self.moves.cleo_herself
        version = self.world._next(who)
        erased = PersonErased(business_id=self.world.business_id, person_id=who, version=version)
        await self.world.tell(Said(erased, version))

    async def check(self) -> None:
        """Every account of every reward is what the model says."""
        rows = await self._rewards()
        for row in rows:
            found = await self.world.rows(BOOKED, row["id"])
            booked = {
                one["kind"].partition(":")[0]: int(one["amount"]) for one in found if one["amount"]
            }
            expense = -booked.pop("program_expense", 0)
            model = await self._model(row)
            receivable = -booked.pop("receivable", 0)
            waiting = booked.pop("pending", 0) + booked.pop("available", 0)
            assert expense == self._owed(row), dict(row)
            assert receivable == model.get("receivable", 0), dict(row)
            assert waiting == model.get("waiting", 0), dict(row)
            assert booked.get("clearing", 0) == model.get("clearing", 0), dict(row)
            assert booked.get("handed_over", 0) == model.get("handed_over", 0), dict(row)
        paid = [row for row in rows if row["state"] in ("issuing", "issued", "redeemed")]
        assert len(paid) <= 1, "thanked twice for one sale"

    def _owed(self, row: Any) -> int:
        net = int(self.moves.net.partition(".")[0])
        return 0 if row["state"] in NOT_OWED else WORTH[row["kind"]] * net // 100

    async def _model(self, row: Any) -> dict[str, int]:
        payouts = await self.world.rows(
            "select state, amount from payout where reward_id = $1", row["id"]
        )
        clearing = sum(one["amount"] for one in payouts if PayoutState(one["state"]) in OPEN)
        out = sum(one["amount"] for one in payouts if one["state"] in OUT)
        out -= self.recovered.get(row["id"], 0)
        left = self._owed(row) - clearing - out
        return {
            "clearing": clearing,
            "handed_over": out,
            "receivable": max(-left, 0),
            "waiting": max(left, 0),
        }

    async def _rewards(self) -> list[Any]:
        return await self.world.rows(
            "select * from reward where business_id = $1 and amount is not null",
            self.world.business_id,
        )

    async def nothing_was_paid_twice(self) -> None:
        payouts = await self.world.rows(
            "select idem_key, state from payout where business_id = $1", self.world.business_id
        )
        mine = {str(one["idem_key"]): one["state"] for one in payouts}
        made = {order["external_id"] for order in await self.world.sandbox.orders()}
        sent = {key for key, state in mine.items() if state in (*OUT, "returned")}
        assert made & set(mine) == sent


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS, give=st.sampled_from([GIFTS[0], CHOICE]))
# Most of what can go wrong goes wrong late: these lives are lived each time.
@example(steps=[*ISSUED, ("refund", 40), ("payout", "returned"), *AGAIN], give=GIFTS[0])
@example(steps=[*ISSUED, ("refund", 0), ("decide", "recover"), ("refund", 70)], give=GIFTS[0])
@example(steps=[*ISSUED, ("move", "cleo"), ("refund", 10), ("payout", "returned")], give=GIFTS[0])
@example(steps=[("refund", 30), ("choose", "cash"), *ISSUED, ("refund", 100)], give=CHOICE)
async def test_whatever_happens_the_ledger_is_what_the_model_says(
    world: World, steps: list[tuple[str, Any]], give: dict[str, Any]
):
    machine = Machine(another(world), give)
    await machine.begin()

    for name, value in steps:
        await getattr(machine, name)(value)
        await machine.check()
    await machine.jobs(0)

    await machine.check()
    await machine.nothing_was_paid_twice()
    await machine.world.check()

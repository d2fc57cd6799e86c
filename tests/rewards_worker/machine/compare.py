"""After every step: the ledger is what the model says, and what must always hold does."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from tests.rewards_worker.machine.model import Model
from tests.rewards_worker.machine.promises import Use
from tests.rewards_worker.machine.rewards import OPEN, OUT, Reward, Scope
from tests.rewards_worker.machine.shop import Shop

from rewards_worker.db.invariants import INVARIANTS, violations

REWARDS = """
    select id, sale_id, referral_id, rule, beneficiary_id, state, reason, amount, currency, kind
    from reward where business_id = $1 and amount is not null order by id
"""
BOOKED = """
    with moved as (
        select reward_id, debit as id, -amount as amount from transfer where business_id = $1
        union all select reward_id, credit, amount from transfer where business_id = $1)
    select r.beneficiary_id as who, split_part(a.kind, ':', 1) as kind, a.currency,
           sum(m.amount)::bigint as amount
    from moved m join account a on (a.business_id, a.id) = ($1, m.id)
    join reward r on (r.business_id, r.id) = ($1, m.reward_id) group by 1, 2, 3
"""
STORED = """
    select owner, kind, currency, balance from account
    where business_id = $1 and balance <> 0 and owner <> 'business'
"""
PAYOUTS = """
    select r.sale_id, r.referral_id, r.rule, p.state, p.amount
    from payout p join reward r on (r.business_id, r.id) = (p.business_id, p.reward_id)
    where p.business_id = $1 order by p.generation
"""
USED = "select * from limit_use where business_id = $1"
ASKED = """
    select cast(split_part(occasion, ':', 4) as bigint) as minor from opened_task
    where business_id = $1 and kind = 'settle_difference' and state = 'open' order by 1
"""
REFUSED = """
    select count(*) as n from bus.outbox
    where business_id = $1 and type = 'goodword.reward-decision-refused.v1'
"""
OWED_TO_US = ("program_expense", "receivable")
IN_FLIGHT = ("submitting", "unknown")


class Books:
    """Reads what the product has written down, in the model's words."""

    def __init__(self, shop: Shop, model: Model) -> None:
        self.shop = shop
        self.model = model
        self.joined: dict[Scope, Use] = {}

    async def check(self) -> None:
        await self._rewards()
        await self._payouts()
        await self._balances()
        await self._limits()
        rows = await self.shop.rows(ASKED)
        left = sorted(one.outstanding for one in self.model.rewards.values() if one.outstanding)
        _agree({"asked": [row["minor"] for row in rows]}, {"asked": left}, "differences")
        [refused] = await self.shop.rows(REFUSED)
        _agree({"n": refused["n"]}, {"n": self.model.refused}, "refused decisions")
        async with self.shop.world.db.begin([self.shop.world.business_id]) as session:
            found = {name: await violations(session, name) for name in INVARIANTS}
        _agree(found, {name: [] for name in INVARIANTS}, "invariants")

    async def ids(self) -> dict[Any, Any]:
        """The ids of rewards, by their keys in the model, in the order in which they are taken."""
        return {self._key(row): row["id"] for row in await self.shop.rows(REWARDS)}

    def _key(self, row: Any) -> tuple[int, str, str]:
        names = {known: name for name, known in self.shop.ids.items()}
        _, sale, referrer = names[row["referral_id"]]
        return sale, referrer, row["rule"]

    async def _rewards(self) -> None:
        found = {
            self._key(row): (row["state"], row["amount"], row["currency"], row["kind"])
            for row in await self.shop.rows(REWARDS)
        }
        expected = {key: _stands(one) for key, one in self.model.rewards.items()}
        _agree(found, expected, "rewards")

    async def _payouts(self) -> None:
        found: dict[Any, list[tuple[str, int]]] = {}
        for row in await self.shop.rows(PAYOUTS):
            state = "unknown" if row["state"] in IN_FLIGHT else row["state"]
            found.setdefault(self._key(row), []).append((state, row["amount"]))
        expected = {
            key: [
                ("unknown" if each.state in IN_FLIGHT else each.state, each.amount)
                for each in one.payouts
            ]
            for key, one in self.model.rewards.items()
            if one.payouts
        }
        _agree(found, expected, "payouts")
        for states in found.values():
            assert len([1 for state, _ in states if state in OUT]) <= 1, "paid twice"
            assert len([1 for state, _ in states if state in (*OUT, *OPEN)]) <= 1

    async def _balances(self) -> None:
        """Of every beneficiary, on every kind of account, in every currency."""
        found = {
            (self.shop.name_of(row["who"]), row["kind"], row["currency"]): (
                -row["amount"] if row["kind"] in OWED_TO_US else row["amount"]
            )
            for row in await self.shop.rows(BOOKED)
            if row["amount"]
        }
        expected: Counter[tuple[str, str, str]] = Counter()
        for one in self.model.rewards.values():
            for kind, minor in one.books.items():
                expected[one.who, kind, one.gift.unit] += minor
        _agree(found, expected, "balances")
        stored = await self.shop.rows(STORED)
        assert {(row["owner"], row["kind"], row["currency"]) for row in stored} == {
            (self.shop.shown(who), kind, unit)
            for who, kind, unit in expected
            if kind in ("pending", "available", "receivable")
        }

    async def _limits(self) -> None:
        """None is passed, but by what people granted, and where two who had used it became one."""
        bounds = self._bounds()
        for row in await self.shop.rows(USED):
            scope = self._scope(row)
            bound, used = bounds[scope], Use(row["count"], row["minor"], row["points"])
            _agree({scope: used}, {scope: self.model.used(scope)}, "limits")
            joined = self.joined.get(scope, Use())
            for name, most in bound.items():
                assert getattr(used, name) <= max(most, getattr(joined, name)), (scope, used)

    def _bounds(self) -> dict[Scope, dict[str, int]]:
        """The widest of its versions."""
        bounds: dict[Scope, dict[str, int]] = {}
        for one in self.model.rewards.values():
            for bound, scope in one.scopes:
                at = self.model.at(scope)
                widest = bounds.setdefault(at, bound)
                bounds[at] = {
                    name: max(most, widest[name]) for name, most in bound.items() if name in widest
                }
        return bounds

    def note_merge(self) -> None:
        """What is used already by two who are one from now on may be more than one may use."""
        scopes = {
            self.model.at(scope) for one in self.model.rewards.values() for _, scope in one.scopes
        }
        self.joined = {scope: self.model.used(scope) for scope in scopes}

    def _scope(self, row: Any) -> Scope:
        names = {str(known): name[1] for name, known in self.shop.ids.items()}
        whose = "" if row["per"] == "program" else self.model.standing(names[row["subject"]])
        period = str(row["starts"].month) if row["period"] == "month" else "ever"
        return names[str(row["program_id"])], row["rule"], row["per"], whose, period


def _agree(found: Mapping[Any, Any], expected: Mapping[Any, Any], what: str) -> None:
    keys = [key for key in {**found, **expected} if found.get(key) != expected.get(key)]
    differing = [f"{key}: {found.get(key)}, not {expected.get(key)}" for key in keys]
    if differing:
        raise AssertionError("\n".join([f"{what} are other than the model says", *differing]))


def _stands(one: Reward) -> tuple[str, int, str, str]:
    return one.state, one.owed, one.gift.unit, one.gift.kind

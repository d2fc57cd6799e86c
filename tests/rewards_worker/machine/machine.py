"""What can happen, each to the product and to the model of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tests.rewards_worker.machine import handing
from tests.rewards_worker.machine.earning import earn
from tests.rewards_worker.machine.life import NAMES, Life
from tests.rewards_worker.machine.rewards import OPEN, Payout, Sale

FAULTS: Mapping[str, dict[str, Any]] = {
    "reject": {"kind": "reject"},
    "drop_after": {"kind": "drop_after"},
    "drop_before": {"kind": "drop_before", "next": 1000},
    "error_500": {"kind": "error_500"},
    "error_500_after": {"kind": "error_500_after"},
    "duplicate_answer": {"kind": "duplicate_answer"},
    "rate_limited": {"kind": "rate_limited", "next": 1000},
    "insufficient_funds": {"kind": "insufficient_funds", "next": 1000},
    "fate": {"kind": "fate", "next": 1000, "fate": {"status": "OPEN"}},
}


class Machine(Life):
    """The steps. They name sales, rewards and payouts by any number, which is taken for one that
    there is."""

    # sales

    async def sell(
        self, program: int, who: tuple[str, str | None], what: Sequence[int], early: int | None
    ) -> None:
        """`who`: the buyer, and the referrer if there is one; `what`: the net in minor units, the
        how-manieth of this buyer, and the month. `early`: it is told, and so much of it refunded,
        before its version of the program is."""
        chosen, place = self.programs[program % len(self.programs)], len(self.model.sales)
        if early is not None:
            chosen = replace(chosen, version=100 + place)
        (net, number, month), (buyer, owner) = what, who
        sale = Sale(place, chosen, chosen.currency, net, net, buyer, owner, number, month)
        told = self.shop.sales[place] = self.shop.closed(sale, owner)
        self.model.sales.append(sale)
        earn(self.model, sale, 1)
        if early is None:
            await self.shop.repeat(told)
            await self._order()
        else:
            refund = self.shop.refund(sale, net * early // 100, 2)
            await self.shop.tell_early(told, refund, chosen)
            await self._order()
            self.model.refund(sale, net * early // 100, 2)

    async def refund(self, place: int, percent: int, how: str) -> None:
        """So much is left of a sale now. `late`: a fact that was overtaken by the next one."""
        if not self.model.sales:
            return
        sale = self.model.sales[place % len(self.model.sales)]
        seq, net = sale.seq + 1, sale.base * percent // 100
        if how == "late":
            overtaken = self.shop.refund(sale, sale.base // 3, seq)
            await self.shop.world.tell(self.shop.refund(sale, net, seq + 1), overtaken)
            await self.shop.world.tell(overtaken)
            self.model.refund(sale, net, seq + 1)
        else:
            tell = self.shop.repeat if how == "twice" else self.shop.world.tell
            await tell(self.shop.refund(sale, net, seq))
            self.model.refund(sale, net, seq)

    async def move(self, place: int, to: str | None) -> None:
        if not self.model.sales:
            return
        sale = self.model.sales[place % len(self.model.sales)]
        if to == sale.owner:
            return
        before = sale.owner
        thanked = self.model.move(sale, to)
        earn(self.model, sale, sale.seq - 1, thanked)
        await self.shop.repeat(self.shop.moved(sale, before))
        await self._order()
        self.model.follow(sale, sale.seq)

    # people and the law

    async def change(self, name: str, what: str, value: Any) -> None:
        """Whether somebody can be reached, or what they may accept."""
        person, standing = self.model.person(name), self.model.standing(name)
        if person.erased:
            return
        setattr(person, what, value)
        emails = {} if person.reachable else {"emails": ()}
        await self.shop.tell_person(standing, accepts=person.accepts, **emails)
        self.model.resume(standing)

    async def merge(self, alias: str, into: str) -> None:
        alias, into = self.model.standing(alias), self.model.standing(into)
        if alias == into or self.model.people[alias].erased or self.model.people[into].erased:
            return
        aliases = [one for one in NAMES if self.model.standing(one) == alias]
        self.shop.merged |= dict.fromkeys(aliases, into)
        self.model.merge(alias, into)
        await self.shop.tell_person(*aliases)
        self.books.note_merge()

    async def erase(self, name: str) -> None:
        standing = self.model.standing(name)
        if not self.model.people[standing].erased:
            await self.shop.erase(*(one for one in NAMES if self.model.standing(one) == standing))
            self.model.erase(standing)

    async def law(self, is_known: bool) -> None:  # a step takes plain values
        self.model.law_is_known = is_known
        industry = "retail" if is_known else "pension fund"
        self.shop.industry = industry
        await self.shop.tell_business()
        self.model.business_changed()

    async def days(self, days: int) -> None:
        self.model.today += days
        self.shop.world.offset_s += days * 86_400
        await self.shop.tell_business()
        self.model.business_changed()

    # decisions

    async def decide(self, place: int, decision: str) -> None:
        for reward_id, one in await self._reward(place):
            await self.shop.decide(reward_id, decision)
            self.model.decide(one, decision)

    async def choose(self, place: int, kind: str) -> None:
        for reward_id, one in await self._reward(place):
            await self.shop.decide(reward_id, "choose", kind)
            self.model.choose(one, kind)

    # workers and providers

    async def work(self, fault: str | None) -> None:
        await self.workers.work(FAULTS[fault] if fault else None)
        handing.work(self.model, fault)

    async def prepare(self) -> None:
        await self.workers.prepare()
        handing.prepare(self.model)

    async def die(self, after_sending: bool) -> None:  # a step takes plain values
        """The worker opens what is due, and is killed before, or after, it sends it."""
        await self.prepare()
        await self.workers.die()
        for one, payout in handing.payouts(self.model):
            fresh = payout.state == "submitting" and payout.word is None
            if after_sending and fresh and payout.provider == handing.SANDBOX:
                row = await self._row(one, payout)
                await self.workers.sandbox.submit(row["request"], row["idem_key"])
                payout.word = "issued"

    async def fate(self, place: int, word: str, is_told: bool) -> None:  # plain values
        """An order at the provider turns out so; `is_told`: it calls back."""
        orders = [each for each in handing.payouts(self.model) if _may_be(each[1], word)]
        if not orders:
            return
        one, payout = orders[place % len(orders)]
        row = await self._row(one, payout)
        await self.workers.fate(row["idem_key"], word)
        payout.word = word
        if is_told and row["provider_ref"]:
            await self.workers.report(row["provider_ref"])
            handing.hear(one, payout, word)

    async def done(self, place: int) -> None:
        """Somebody has handed over what they were asked to."""
        asked = [
            each
            for each in handing.payouts(self.model)
            if (each[1].provider, each[1].state) == (handing.MANUAL, "accepted")
        ]
        if asked:
            one, payout = asked[place % len(asked)]
            await self.shop.hand_over((await self._row(one, payout))["idem_key"])
            handing.hear(one, payout, "issued")

    async def settle(self, place: int, outcome: str) -> None:
        """Somebody has handed over, or given up, what was owed beside a gift that is out."""
        asked = [key for key, one in self.model.rewards.items() if one.outstanding]
        if asked:
            key = asked[place % len(asked)]
            one = self.model.rewards[key]
            await self.shop.settle((await self.books.ids())[key], outcome)
            if outcome == "paid":
                one.by_hand += one.outstanding
            else:
                one.owed -= one.outstanding


def _may_be(payout: Payout, word: str) -> bool:
    """What an order can still turn out as."""
    if payout.word is None or payout.provider != handing.SANDBOX:
        return False
    if payout.state in OPEN:
        return word in ("open", "held", "failed", "canceled", "issued")
    return word in handing.FURTHER.get(payout.state, ())

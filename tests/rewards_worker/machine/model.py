"""The model: what must come of sales, refunds, decisions, erasures and merges; no word of how.

Written from what the product promises (the states of a reward, what a refund, a move, an erasure
and a merge do), with no code of the product. Who hands over what is in `handing.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tests.rewards_worker.machine.promises import Use
from tests.rewards_worker.machine.rewards import (
    CHOICE,
    HELD_BACK,
    OPEN,
    STARTED,
    UNPAID,
    Reward,
    Sale,
    Scope,
    total,
)

Key = tuple[int, str, str]
"""Of a reward: the place of its sale, whose referral, which rule."""


@dataclass
class Person:
    reachable: bool = True
    accepts: str = "anything"
    erased: bool = False
    into: str | None = None


@dataclass
class Model:
    people: dict[str, Person]
    law_is_known: bool = True
    today: int = 0
    sales: list[Sale] = field(default_factory=list)
    rewards: dict[Key, Reward] = field(default_factory=dict)
    refused: int = 0
    looks_again: bool = False
    looks_at_merges: bool = False
    survey_on: int | None = None
    forget_on: dict[str, int] = field(default_factory=dict)

    # who is who

    def standing(self, name: str) -> str:
        """They, or whom they were merged into."""
        while (into := self.people[name].into) is not None:
            name = into
        return name

    def person(self, name: str) -> Person:
        return self.people[self.standing(name)]

    def merge(self, alias: str, into: str) -> None:
        self.people[alias].into = into
        self.looks_at_merges = True
        self.resume(into)

    def is_for_oneself(self, one: Reward) -> bool:
        """Whether who referred has bought, which nobody knew when they granted it."""
        referrer, buyer = self.standing(one.referrer), self.standing(one.sale.buyer)
        return referrer == buyer and not one.was_for_oneself

    def look_at_merges(self) -> None:
        """What was earned by referring oneself is revoked; what is on its way is claimed."""
        self.looks_at_merges = False
        for one in self.rewards.values():
            if self.is_for_oneself(one) and one.state in UNPAID:
                one.go("revoked", "self_referral")
            elif self.is_for_oneself(one) and one.state == "issuing":
                one.owed, one.is_void = 0, True
                one.is_recalled = one.payout.provider == "manual"

    def resume(self, standing: str) -> None:
        """What only lacked a way to reach them goes on."""
        for one in self._of(standing):
            waits = one.state in ("needs_action", "in_review") and one.reason == "no_contact_way"
            if waits and not self.misses_address(one):
                if one.options:
                    one.ask(self.today)
                else:
                    one.go("approved")

    def misses_address(self, one: Reward) -> bool:
        needs = one.gift.kind in ("gift_card", "cash", "charity_donation", "discount_code")
        person = self.person(one.who)
        return needs and not (person.reachable and not person.erased)

    def erase(self, standing: str) -> None:
        """Of them and of all who were merged into them; what is on its way is looked at later."""
        self.people[standing].erased = True
        for name in self.people:
            if self.standing(name) == standing:
                self.forget(name)

    def forget(self, name: str) -> None:
        self.forget_on.pop(name, None)
        for one in self.rewards.values():
            if one.who == name and one.state in UNPAID:
                one.go("revoked", "erased")
            if one.who == name and any(payout.state in OPEN for payout in one.payouts):
                self.forget_on[name] = self.today + 1

    def _of(self, standing: str) -> list[Reward]:
        return [one for one in self.rewards.values() if self.standing(one.who) == standing]

    # limits

    def used(self, scope: Scope) -> Use:
        """What is used of a limit: an alias's use is that of who stands for them."""
        wanted = self.at(scope)
        return total(
            one.use
            for one in self.rewards.values()
            if any(self.at(each) == wanted for _, each in one.scopes)
        )

    def at(self, scope: Scope) -> Scope:
        program, rule, per, whose, period = scope
        return program, rule, per, self.standing(whose) if whose else whose, period

    def has_room(self, one: Reward, more: Use) -> bool:
        """Whether it may use so much more; what a person granted counts nowhere."""
        if not one.counts or max(more) <= 0:
            return True
        return all(self.used(scope).plus(more).within(bound) for bound, scope in one.scopes)

    # sales

    def rewards_of(self, sale: Sale) -> Iterator[Reward]:
        return (one for one in self.rewards.values() if one.sale is sale)

    def refund(self, sale: Sale, net: int, seq: int) -> None:
        """What is left of a sale; what was overtaken says nothing."""
        if seq > sale.seq:
            sale.net, sale.seq = net, seq
            self.follow(sale, seq)

    def follow(self, sale: Sale, seq: int) -> None:
        for one in self.rewards_of(sale):
            if seq > one.seq:
                after = replace(one)
                after.follow_sale(one.left_of(one.gift, sale.net), seq)
                grants = self.has_room(one, after.use.minus(one.use))
                one.follow_sale(after.owed if grants else one.owed, seq)
            if one.state == "issuing" and one.payout.provider == "manual" and one.receivable:
                one.is_recalled = True

    def move(self, sale: Sale, to: str | None) -> set[str]:
        """The sale is another referral's: what has not begun to go out goes with it. Which sides
        have been thanked already, so that they earn nothing more."""
        sale.owner, sale.seq = to, sale.seq + 1
        rewards = list(self.rewards_of(sale))
        thanked = {one.to for one in rewards if one.referrer != to and one.state in STARTED}
        for one in rewards:
            if one.referrer != to and one.state not in STARTED:
                self._leave(one, sale.seq)
        for one in rewards:
            if one.referrer == to and one.to not in thanked:
                self._return(one, sale.seq)
        return thanked

    def _leave(self, one: Reward, seq: int) -> None:
        one.seq = seq
        if one.state in UNPAID or (one.state, one.reason) == ("revoked", "refunded"):
            one.go("revoked", "reattributed")

    def _return(self, one: Reward, seq: int) -> None:
        after = replace(one, seq=seq)
        if (one.state, one.reason) == ("revoked", "reattributed"):
            after.go("pending")
            after.revoke_nothing()
        if self.has_room(one, after.use.minus(one.use)):
            one.seq = seq
            one.go(after.state, after.reason)

    # people's decisions

    def decide(self, one: Reward, decision: str) -> bool:
        """Whether it was allowed, and done."""
        done = self._decide(one, decision)
        self.refused += not done
        return done

    def _decide(self, one: Reward, decision: str) -> bool:
        if decision == "approve":
            return self._approve(one)
        if decision == "recover":
            claimed = one.receivable if one.state in ("issued", "redeemed") else 0
            one.recovered += claimed
            return bool(claimed)
        allowed, after = {
            "deny": (("pending", "in_review"), "denied"),
            "revoke": (UNPAID, "revoked"),
            "retry": (("returned", "failed"), "approved"),
        }[decision]
        if one.state not in allowed or (decision == "retry" and not self.law_is_known):
            return False
        one.go(after, "decided" if decision != "retry" else None)
        return True

    def _approve(self, one: Reward) -> bool:
        """No person takes anything past the law."""
        if not self.law_is_known:
            return False
        if one.state == "denied":
            if one.owed:
                one.go("in_review", "approval")
            return bool(one.owed)
        if one.state not in HELD_BACK:
            return False
        if not one.options:
            one.go("approved")
            return True
        if one.state == "needs_action":
            return False
        one.ask(self.today)
        return True

    def choose(self, one: Reward, kind: str) -> None:
        offered = one.state in HELD_BACK and kind in {each.kind for each in one.options}
        after = replace(one)
        if offered:
            after.take(kind)
        if offered and (after.state != "approved" or self.law_is_known):
            one.take(kind)
        else:
            self.refused += 1

    # the law, and time

    def business_changed(self) -> None:
        """What the rules hold is looked at again, by a job."""
        if any(one.is_held and one.state == "in_review" for one in self.rewards.values()):
            self.looks_again = True

    def look_again(self) -> None:
        self.looks_again = False
        for one in self.rewards.values():
            if one.is_held and one.state == "in_review" and self.law_is_known:
                one.is_held = False
                hold_days = one.sale.program.raw["hold_days"]
                one.hold_until = max(self.today, one.earned_on + hold_days)
                one.go("pending")
                one.revoke_nothing()

    def end_holds(self) -> None:
        for one in self.rewards.values():
            if one.state == "pending" and self.today >= (one.hold_until or 0):
                if self.person(one.who).erased:
                    one.go("revoked", "erased")
                elif self.is_for_oneself(one):
                    one.go("revoked", "self_referral")
                elif not self.law_is_known:
                    one.hold_for_law()
                elif one.needs_approval:
                    one.go("in_review", "approval")
                elif self.misses_address(one):
                    one.go("needs_action", "no_contact_way")
                elif one.options:
                    one.ask(self.today)
                else:
                    one.go("approved")

    def end_choices(self) -> None:
        for one in self.rewards.values():
            asked = (one.state, one.reason) == ("needs_action", CHOICE)
            if asked and self.today >= (one.hold_until or 0):
                if one.default:
                    one.take(one.default)
                else:
                    one.go("expired", "not_chosen")

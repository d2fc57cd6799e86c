"""What the model says a sale earns, rule by rule."""

from dataclasses import dataclass
from typing import Any

from tests.rewards_worker.machine.model import Model
from tests.rewards_worker.machine.promises import Gift, use_of
from tests.rewards_worker.machine.rewards import Reward, Sale, Scope


def earn(model: Model, sale: Sale, seq: int, thanked: set[str] = frozenset()) -> None:  # type: ignore[assignment]
    """The rewards of who the sale belongs to, where there are none yet; `thanked` get no more."""
    if sale.owner is None or sale.currency != sale.program.currency:
        return
    for rule in sale.program.rules:
        key = sale.place, sale.owner, rule["rule"]
        if key not in model.rewards:
            model.rewards[key] = _Birth(model, sale, sale.owner, rule).reward(seq, thanked)


@dataclass
class _Birth:
    model: Model
    sale: Sale
    referrer: str
    rule: dict[str, Any]

    def reward(self, seq: int, thanked: set[str]) -> Reward:
        model, sale, rule = self.model, self.sale, self.rule
        gifts, is_fit = self._gifts()
        least = sale.program.least_net(rule)
        use = use_of(gifts)
        scopes = self._scopes()
        passes = any(not model.used(scope).plus(use).within(b) for b, scope in scopes)
        referrer, buyer = model.standing(self.referrer), model.standing(sale.buyer)
        denied = not is_fit or passes or referrer == buyer or rule["to"] in thanked
        denied = denied or sale.base < least or not all(one.minor for one in gifts)
        held = not denied and not model.law_is_known
        default = rule["give"].get("default")
        gift = next((one for one in gifts if one.kind == default), gifts[0])
        hold_days = sale.program.raw["hold_days"]
        return Reward(
            sale=sale,
            referrer=self.referrer,
            rule=rule["rule"],
            to=rule["to"],
            who=self._who,
            gift=gift,
            owed=gift.minor,
            state="denied" if denied else "in_review" if held else "pending",
            reason=None,
            seq=seq,
            hold_until=None if denied or held else model.today + hold_days,
            earned_on=model.today,
            options=gifts if len(gifts) > 1 else [],
            default=gift.kind if default else None,
            choose_within=rule["give"].get("choose_within_days", 30),
            is_held=held,
            was_for_oneself=referrer == buyer,
            needs_approval=sale.program.needs_approval(gifts),
            least_net=least if sale.base >= least else 0,
            scopes=scopes,
            counts=not denied,
            dearest=use,
        )

    @property
    def _who(self) -> str:
        to_referrer = self.rule["to"] == "referrer"
        return self.model.standing(self.referrer if to_referrer else self.sale.buyer)

    def _gifts(self) -> tuple[list[Gift], bool]:
        """What is offered, else what is given instead, and whether any of it can be accepted."""
        first = self._cut(self.rule["give"])
        fitting = [one for one in first if self._accepts(one)]
        if not fitting and "instead" in self.rule:
            fitting = [one for one in self._cut(self.rule["instead"]) if self._accepts(one)]
        return fitting or first, bool(fitting)

    def _accepts(self, gift: Gift) -> bool:
        person = self.model.person(self._who)
        if person.erased or person.accepts == "nothing":
            return False
        return person.accepts == "anything" or gift.kind == "charity_donation"

    def _cut(self, give: dict[str, Any]) -> list[Gift]:
        """Cut to what is left of limits that clamp, where anything is."""
        gifts = self.sale.program.gifts_of(give, self.sale.base, self.sale.number)
        for name in ("minor", "points"):
            left = [
                bound[name] - getattr(self.model.used(scope), name)
                for (_, limit), (bound, scope) in zip(self._limits(), self._scopes(), strict=True)
                if limit.get("clamp") and name in bound
            ]
            gifts = [_cut_to(one, name, min(left)) for one in gifts] if left else gifts
        return gifts

    def _limits(self) -> list[tuple[str, dict[str, Any]]]:
        return self.sale.program.limits_of(self.rule)

    def _scopes(self) -> list[tuple[dict[str, int], Scope]]:
        program, scopes = self.sale.program, []
        for rule, limit in self._limits():
            whose = {
                "program": "",
                "referrer": self.model.standing(self.referrer),
                "prospect": self.model.standing(self.sale.buyer),
                "household": self._who,
            }[limit["per"]]
            period = str(self.sale.month) if limit["in"] == "month" else "ever"
            scope = (program.name, rule, limit["per"], whose, period)
            scopes.append((program.bound_of(limit), scope))
        return scopes


def _cut_to(gift: Gift, counted: str, left: int) -> Gift:
    unit = gift.unit if gift.unit in ("points", "pieces") else "minor"
    return gift._replace(minor=left) if unit == counted and 0 < left < gift.minor else gift

"""Rewards, told: where one stands and why, for the operator and, gently, for who would get it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from goodword.money import Money
from goodword.programs import Names, Verdict, explained, gentle_sentence, sentence
from referral_api.domain.explaining.payouts import ToldPayout
from referral_api.domain.explaining.story import Entry, day

_STANDS = {
    "pending": "it waits until {until}, when the hold ends",
    "in_review": "it waits for a decision by you ({reason})",
    "needs_action": "it waits for something first ({reason})",
    "approved": "the hold is over, and it is about to be handed over",
    "issuing": "it is being handed over, and the provider has not answered yet",
    "issued": "it was handed over{by}{afterwards}",
    "redeemed": "it was handed over{by}, and has been used",
    "returned": "the provider gave its value back; retry it, or revoke it",
    "failed": "the provider refused it, and nothing was paid ({reason}); retry it, or revoke it",
    "denied": "it was denied ({reason})",
    "revoked": "it was revoked ({reason})",
    "expired": "nobody acted in time, and it expired",
}
_GENTLE = {
    "pending": "Thank you: a reward is reserved for you, and yours after {until}.",
    "in_review": "We are having a last look at your reward.",
    "needs_action": "We need something from you first, and have written to you.",
    "approved": "Thank you: your reward is about to be handed over.",
    "issuing": "Thank you: your reward is being handed over.",
    "issued": "Thank you: your reward was handed over on {changed}.",
    "redeemed": "Thank you: your reward was handed over, and you have used it.",
    "returned": "Something went wrong while handing over your reward. We are looking into it.",
    "failed": "Something went wrong while handing over your reward. We are looking into it.",
    "revoked": "This referral did not meet the terms of the program.",
    "expired": "The time to choose your gift has passed.",
}

_NO_AMOUNT = {"cash": "cash", "store_credit": "store credit", "custom": "a gift of your own"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldReward:
    """A reward as it stood at one moment."""

    id: str
    status: str
    to: str
    rule: str
    worth: str
    original: str
    program_version: int
    reason: str | None
    hold_until: datetime | None
    provider: str | None
    verdict: Verdict | None
    at: datetime
    payout: ToldPayout | None = None
    is_nothing: bool = False
    """Where nothing of it is left, or ever was; `worth` then says no more than its kind."""
    handed_over: str | None = None
    """So much of it was, where that is not all."""

    def standing(self, names: Names) -> str:
        """`Reward of $50.00 for the referrer (rule referrer): it waits until …`"""
        until = day(self.hold_until) if self.hold_until else "its day"
        by = f" by {self.provider}" if self.provider else ""
        reason = self.against(names) or (self.reason or "no reason was given").replace("_", " ")
        if self._in_hand:
            stands = f"it is being handed over by {self._in_hand.provider}: {self._in_hand.stands}"
        else:
            afterwards = self.payout.afterwards if self.payout else ""
            if self.handed_over:
                by += f", but only {self.handed_over} of it, and a task asks for the rest"
            stands = _STANDS[self.status].format(
                until=until, by=by, reason=reason, afterwards=afterwards
            )
        whom = f"for the {self.to} (rule {self.rule})"
        if not self.is_nothing:
            return f"Reward of {self.worth} {whom}: {stands}."
        left = ", of which nothing is owed any more" if self.original != self.worth else ""
        return f"Reward {whom}{left}: {stands}."

    @property
    def _in_hand(self) -> ToldPayout | None:
        """The payout whose provider has the next word; nothing is told of the reward until then."""
        handing_over = self.status in ("approved", "issuing")
        return self.payout if handing_over and self.payout and self.payout.is_open else None

    def against(self, names: Names) -> str | None:
        """What the verdict has against a reward that is not owed, or is being looked at."""
        if self.verdict is None or not self._is_decided:
            return None
        return sentence(self.verdict, names=names).partition(": ")[2].rstrip(".")

    @property
    def _is_decided(self) -> bool:
        """Whether it is where it is on account of its verdict. What was earned may be revoked for
        other reasons; then the verdict has nothing to say."""
        if self.verdict is None or not self.verdict.reasons:
            return False
        return self.status in ("denied", "in_review") or self.was_taken_back

    @property
    def was_taken_back(self) -> bool:
        """Whether nothing of it is owed since something was found out after it was earned."""
        reasons = self.verdict.reasons if self.verdict else ()
        decided = self.status in ("denied", "in_review")
        return not decided and any(one.code == self.reason for one in reasons[:1])

    def gently(self) -> str:
        """For who would get it: never what the other side bought or paid (R-INC-14)."""
        if self.verdict is not None and self._is_decided:
            return gentle_sentence(self.verdict)
        until = day(self.hold_until) if self.hold_until else "its day"
        status = "issuing" if self._in_hand else self.status
        told = _GENTLE.get(status, _GENTLE["revoked"])
        return told.format(until=until, changed=day(self.at))


def worth(amount: Money | None, points: int | None, percent_off: str | None, kind: str) -> str:
    """What a gift is worth, as a sentence says it."""
    if points is not None:
        return "1 point" if points == 1 else f"{points} points"
    if percent_off is not None:
        return f"{percent_off}% off"
    return amount.format() if amount else _NO_AMOUNT.get(kind, f"a {kind.replace('_', ' ')}")


def is_nothing(amount: Money | None, points: int | None) -> bool:
    """Whether a gift is worth nothing, by its amount or points."""
    return points == 0 if points is not None else amount is not None and amount.minor == 0


def stored_verdict(raw: Mapping[str, Any]) -> Verdict | None:
    """A verdict as it was kept with a reward; None where none was, or an older form."""
    try:
        return Verdict.from_json(raw)
    except ValidationError:
        return None


def told(reward: ToldReward, names: Names, *, first: bool) -> Iterator[Entry]:
    """What to say of a reward at one moment: of the first the verdict, then how it stands."""
    if first and reward.verdict:
        yield Entry(
            at=reward.at,
            what="rule_decided",
            about=reward.id,
            sentence=f"Rule {reward.rule}, version {reward.program_version} of the program. "
            + sentence(reward.verdict, names=names),
            verdict=explained(reward.verdict, names=names),
        )
    yield Entry(
        at=reward.at,
        what=f"reward_{reward.status}",
        about=reward.id,
        sentence=reward.standing(names) + _once(reward, names),
        verdict=explained(reward.verdict, names=names)
        if reward.verdict and reward.was_taken_back
        else None,
    )


def _once(reward: ToldReward, names: Names) -> str:
    """What it was before it became less."""
    if reward.original == reward.worth:
        return ""
    if reward.was_taken_back:
        return f" It was {reward.original} until it turned out that {reward.against(names)}."
    return f" Before refunds it was {reward.original}."

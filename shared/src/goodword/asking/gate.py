"""The ask gate: whether a client may be asked for a referral now, and everything that says no
(R-ASK-01 to R-ASK-08, R-VAL-01, R-VAL-03, R-NPS-05, R-NPS-06)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from goodword.asking.client import COMMITTING, Client, PastAsk, Signal
from goodword.asking.parameters import AskParameters

YEAR: Final = timedelta(days=365)
WEEK: Final = timedelta(days=7)
MINUTE: Final = "%Y-%m-%d %H:%M UTC"
"""How reasons show a moment, which is one of UTC."""

ReasonCode = Literal[
    "not_a_client",
    "not_delivered",
    "not_promoter",
    "committing",
    "open_issue",
    "asked_recently",
    "asked_too_often",
    "unanswered_asks",
    "do_not_ask",
    "no_value_since_last_ask",
    "too_little_value",
    "no_contact_way",
    "too_many_messages",
    "no_story",
    "story_refused",
    "check_in_first",
    "signal_withdrawn",
    "outside_hours",
    "window_open",
    "window_closed",
    "message_failed",
    "erased",
]
"""What the gate says, and from `no_story` on what only whoever asks can know."""
Told = str | int | float | None


@dataclass(frozen=True, slots=True)
class AskReason:
    """One thing that says no: what was found, and what it would have to be."""

    code: ReasonCode
    actual: Told
    required: Told


@dataclass(frozen=True, slots=True)
class AskVerdict:
    """Whether to ask now. `signal` is the newest good one, `reasons` all that say no; `priority`
    ranks those who may be asked, the highest first (R-ASK-08)."""

    reasons: tuple[AskReason, ...]
    signal: Signal | None
    priority: int

    @property
    def eligible(self) -> bool:
        return not self.reasons


def consider(client: Client, at: datetime, parameters: AskParameters) -> AskVerdict:
    """What the gate says of `client` at `at` (aware): every reason against asking, not only the
    first."""
    gate = _Gate(client, at, parameters)
    reasons = tuple(reason for rule in _RULES for reason in rule(gate))
    return AskVerdict(reasons, gate.good, _priority(gate))


def outside_hours(at: datetime, opens: datetime) -> AskReason:
    """R-MSG-06: nobody is written to from `at` until `opens`, when it would be too late."""
    return AskReason("outside_hours", f"{at:{MINUTE}}", f"{opens:{MINUTE}}")


def is_positive(signal: Signal, parameters: AskParameters) -> bool:
    """R-ASK-02: a promoter's score, a rating at the top, or praise."""
    if signal.level is None:
        return True
    if signal.kind == "survey_answer":
        return round(signal.level * 10) >= parameters.ask_min
    return signal.level >= parameters.review_min


class _Gate:
    """What several rules ask of a client."""

    def __init__(self, client: Client, at: datetime, parameters: AskParameters) -> None:
        self.client = client
        self.at = at
        self.parameters = parameters
        self.newest = next(client.newest_first(), None)
        self.good = self.newest if self.newest and self._is_good(self.newest) else None

    def _is_good(self, signal: Signal) -> bool:
        valid = timedelta(days=self.parameters.score_valid_days)
        delivered = self.client.delivered_at
        fresh = self.at - signal.at <= valid and delivered is not None and signal.at >= delivered
        return fresh and is_positive(signal, self.parameters)

    @property
    def new_since_last_ask(self) -> bool:
        last = self.client.last_ask
        return self.good is not None and (last is None or self.good.at > last)

    def asks_of_a_year(self) -> list[PastAsk]:
        return [ask for ask in self.client.asks if self.at - ask.sent_at < YEAR]


def _is_client(gate: _Gate) -> Iterator[AskReason]:
    if not gate.client.is_client:
        yield AskReason("not_a_client", "not bought", "a purchase")
    elif gate.client.delivered_at is None:
        yield AskReason("not_delivered", "not delivered", "a delivery")


def _satisfied(gate: _Gate) -> Iterator[AskReason]:
    """R-ASK-02; R-NPS-05: the newest word counts, and no word counts for ever."""
    if gate.good is None:
        yield AskReason("not_promoter", _said(gate.newest), f"{gate.parameters.ask_min} of 10")


def _said(signal: Signal | None) -> Told:
    if signal is None:
        return None
    level = "praise" if signal.level is None else f"{round(signal.level * 10, 1):g} of 10"
    return f"{level} on {signal.at:%Y-%m-%d}"


def _not_committing(gate: _Gate) -> Iterator[AskReason]:
    """R-ASK-03: not while they commit, nor from there to their first word after the purchase."""
    for deal in gate.client.opportunities:
        heard = any(signal.at > deal.changed_at for signal in gate.client.signals)
        if deal.stage in COMMITTING or (deal.stage == "won" and not heard):
            yield AskReason("committing", deal.stage, "no purchase under way")


def _no_loose_ends(gate: _Gate) -> Iterator[AskReason]:
    """R-ASK-06."""
    for issue in gate.client.issues:
        if issue.resolved_at is None or issue.resolved_at > gate.at:
            yield AskReason("open_issue", issue.kind, "resolved")


def _resolved_and_pleased(gate: _Gate) -> Iterator[AskReason]:
    """R-NPS-06: who complained is asked after a good word that came after the answer."""
    resolved = [issue.resolved_at for issue in gate.client.issues if issue.resolved_at]
    last = max(resolved, default=None)
    if last and gate.good and gate.good.at <= last:
        required = f"a good word after {last:%Y-%m-%d}"
        yield AskReason("not_promoter", _said(gate.good), required)


def _not_too_soon(gate: _Gate) -> Iterator[AskReason]:
    """R-ASK-07, R-MSG-07: 90 days, or 30 where they said something good since."""
    told, last = gate.parameters, gate.client.last_ask
    days = told.min_days_with_signal if gate.new_since_last_ask else told.min_days
    if last is not None and gate.at - last < timedelta(days=days):
        yield AskReason("asked_recently", (gate.at - last).days, days)


def _not_too_often(gate: _Gate) -> Iterator[AskReason]:
    """R-ASK-07."""
    count = len(gate.asks_of_a_year())
    if count >= gate.parameters.max_per_year:
        yield AskReason("asked_too_often", count, gate.parameters.max_per_year)


def _not_too_many(gate: _Gate) -> Iterator[AskReason]:
    """R-MSG-07: an ask is the only commercial message there is; all other letters are about what
    somebody is owed, or began themselves."""
    count = len([ask for ask in gate.client.asks if gate.at - ask.sent_at < WEEK])
    if count >= gate.parameters.max_per_week:
        yield AskReason("too_many_messages", count, gate.parameters.max_per_week)


def _answers(gate: _Gate) -> Iterator[AskReason]:
    """R-ASK-07: silence is an answer, too."""
    unanswered = 0
    for ask in sorted(gate.client.asks, key=lambda each: each.sent_at, reverse=True):
        if ask.answer is not None:
            break
        unanswered += 1
    if unanswered >= gate.parameters.max_unanswered:
        yield AskReason("unanswered_asks", unanswered, gate.parameters.max_unanswered)


def _may_ask(gate: _Gate) -> Iterator[AskReason]:
    """R-ASK-07, and the lawful basis."""
    never = any(ask.answer == "never" for ask in gate.client.asks)
    if gate.client.do_not_ask or never:
        yield AskReason("do_not_ask", "asked not to be asked", "no objection")
    if not gate.client.may_be_written_to:
        yield AskReason("no_contact_way", "none", "an address that may be written to")


def _valued(gate: _Gate) -> Iterator[AskReason]:
    """R-VAL-01: each ask is earned anew."""
    since = gate.client.last_ask or gate.client.delivered_at
    window = timedelta(days=gate.parameters.value_days)
    earned = [
        at
        for at in gate.client.valued_at
        if (since is None or at >= since) and timedelta(0) <= gate.at - at <= window
    ]
    if not earned:
        last = max(gate.client.valued_at, default=None)
        actual = f"{last:%Y-%m-%d}" if last else None
        required = f"one since the last ask, within {gate.parameters.value_days} days"
        yield AskReason("no_value_since_last_ask", actual, required)


def _valued_enough(gate: _Gate) -> Iterator[AskReason]:
    """R-VAL-03: over a year, twice as many contacts of value as asks."""
    given = len([at for at in gate.client.valued_at if gate.at - at < YEAR])
    required = gate.parameters.value_per_ask * len(gate.asks_of_a_year())
    if given < required:
        yield AskReason("too_little_value", given, required)


_RULES: Final[tuple[Callable[[_Gate], Iterator[AskReason]], ...]] = (
    _is_client,
    _satisfied,
    _not_committing,
    _no_loose_ends,
    _resolved_and_pleased,
    _not_too_soon,
    _not_too_often,
    _not_too_many,
    _answers,
    _may_ask,
    _valued,
    _valued_enough,
)


def _priority(gate: _Gate) -> int:
    """R-ASK-08: known for half a year, and referrals that became purchases before."""
    since = gate.client.first_purchase_at
    tenure = timedelta(days=gate.parameters.tenure_days)
    long_known = since is not None and gate.at - since >= tenure
    return (10 if long_known else 0) + min(gate.client.converted_referrals, 9)

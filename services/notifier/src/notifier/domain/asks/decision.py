"""What becomes of a window now: ask, wait, or close it, and what is said of that."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from goodword.asking import AskParameters, AskReason, Client, outside_hours
from notifier.domain.asks.ask import Ask
from notifier.domain.asks.client import good_word
from notifier.domain.asks.happening import Happening


@dataclass(frozen=True, slots=True)
class Decision:
    """`ask` now, `wait` (for a fact, or for `until`), or `close` the window. `reasons` say no."""

    then: Literal["ask", "wait", "close"]
    reasons: tuple[AskReason, ...] = ()
    until: datetime | None = None


def decide(ask: Ask, now: datetime, against: tuple[AskReason, ...], hours: datetime) -> Decision:
    """What becomes of the open window `ask` at `now`, where `against` is all that says no and
    `hours` is when the person may next be written to (R-ASK-04, R-MSG-06)."""
    if now >= ask.closes_at:
        late = outside_hours(now, hours) if hours > now else _too_late(ask, now)
        return Decision("close", against or (late,))
    if now < ask.opens_at:
        return Decision("wait")
    if against:
        return Decision("wait", against)
    if hours >= ask.closes_at:
        return Decision("wait", (outside_hours(now, hours),))
    if hours > now:
        return Decision("wait", (outside_hours(now, hours),), until=hours)
    return Decision("ask")


def is_taken_back(
    ask: Ask, happenings: Iterable[Happening], parameters: AskParameters
) -> AskReason | None:
    """The reason why a window has no signal any more: it was withdrawn, or is no good word now."""
    if ask.signal_kind == "requested":
        return None
    of_signal = next((one for one in happenings if one.id == ask.signal_id), None)
    if of_signal is not None and good_word(of_signal, parameters):
        return None
    return AskReason("signal_withdrawn", ask.signal[1], "a good word that stands")


def is_early(ask: Ask, client: Client) -> bool:
    """R-ASK-04: whether a client's good word came before what they bought, and nobody has given
    them anything since."""
    if ask.signal_kind == "requested" or not client.is_client:
        return False
    if client.delivered_at is not None and client.delivered_at <= ask.signal_at:
        return False
    return not any(at >= ask.signal_at for at in client.valued_at)


def not_without_check_in(client: Client, signal_at: datetime | None) -> list[AskReason]:
    """R-ASK-05: where no signal opens a window, another ask takes a good word since the last one,
    such as the check-in brings."""
    last = client.last_ask
    if last is None or signal_at is None or signal_at > last:
        return []
    required = f"a check-in with a good word after {last:%Y-%m-%d}"
    return [AskReason("check_in_first", f"{signal_at:%Y-%m-%d}", required)]


def _too_late(ask: Ask, now: datetime) -> AskReason:
    return AskReason("window_closed", _shown(now), f"before {_shown(ask.closes_at)}")


def _shown(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"

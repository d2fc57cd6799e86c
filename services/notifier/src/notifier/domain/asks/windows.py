"""Windows as they are opened."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from goodword import ids
from goodword.asking import AskParameters, Signal, Window
from goodword.events import AskRequested
from notifier.domain.asks.ask import Ask

WANTED: Final = "introduction"
"""R-INT-01: what is asked for where nobody says otherwise."""


def after_signal(who: tuple[UUID, UUID], signal: Signal, parameters: AskParameters) -> Ask:
    """The window that a good word opens (R-ASK-04)."""
    window = Window.after(signal.at, parameters)
    return _window(who, signal, window)


def at_night(
    who: tuple[UUID, UUID], signal: Signal, now: datetime, parameters: AskParameters
) -> Ask:
    """The window of a client who may be asked by the usual cadence, open at once."""
    window = Window(now, now + timedelta(hours=parameters.window_hours))
    return _window(who, signal, window)


def on_request(who: tuple[UUID, UUID], asked: AskRequested, parameters: AskParameters) -> Ask:
    """The window that a person opened, whose id is theirs, open at once."""
    closes = asked.requested_at + timedelta(hours=parameters.window_hours)
    return Ask(
        business_id=who[0],
        id=asked.ask_id,
        person_id=who[1],
        signal_kind="requested",
        signal_id=asked.ask_id,
        signal_at=asked.requested_at,
        wanted=asked.wanted,
        rep_id=asked.rep_id,
        opens_at=asked.requested_at,
        closes_at=closes,
    )


def _window(who: tuple[UUID, UUID], signal: Signal, window: Window) -> Ask:
    return Ask(
        business_id=who[0],
        id=ids.new(),
        person_id=who[1],
        signal_kind=signal.kind,
        signal_id=signal.id,
        signal_at=signal.at,
        wanted=WANTED,
        rep_id=None,
        opens_at=window.opens,
        closes_at=window.closes,
    )

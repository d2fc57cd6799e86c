"""Saying that a client is not asked, and everything that says no."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from goodword import ids
from goodword.events import AskWithheld
from goodword.events.asks import AskSignal, WithheldReason
from notifier.db.asks.happenings import Who
from notifier.domain.asks.ask import PREFIXES, Ask


def withheld_of(
    ask: Ask, who: Who, reasons: Sequence[dict[str, Any]], at: datetime, *, final: bool
) -> AskWithheld:
    """That the window `ask` of `who` stays without an ask, so far or for good (`final`)."""
    return AskWithheld(
        business_id=who[0],
        person_id=who[1],
        ask_id=ask.id,
        signal=signal_of(ask.signal_kind, ask.signal_id),
        reasons=_reasons(reasons),
        final=final,
        withheld_at=at,
    )


def withheld_at_night(who: Who, reasons: Sequence[dict[str, Any]], at: datetime) -> AskWithheld:
    """That a client may not be asked for these reasons, whatever windows there are."""
    return AskWithheld(
        business_id=who[0],
        person_id=who[1],
        reasons=_reasons(reasons),
        final=False,
        withheld_at=at,
    )


def signal_of(kind: str, id_: UUID) -> AskSignal:
    """What opened a window, as it is said."""
    return AskSignal(kind=kind, id=ids.show(PREFIXES[kind], id_))


def _reasons(reasons: Sequence[dict[str, Any]]) -> tuple[WithheldReason, ...]:
    return tuple(WithheldReason.model_validate(each) for each in reasons)

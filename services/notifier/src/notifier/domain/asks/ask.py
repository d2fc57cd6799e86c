"""The life of an ask: a window in which a client may be asked once.

open ──▶ sending ──▶ sent         the mail left, or may have
  ▲         │
  ├─────────┘                     said no at the last moment, while the window is still open
  └──────────▶ withheld           the window has closed: for all the reasons that were said
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from goodword import ids
from goodword.asking import AskReason
from goodword.events.relationships import Wanted

AskState = Literal["open", "sending", "sent", "withheld"]
PREFIXES: Final = {
    "review": "rev",
    "survey_answer": "srv",
    "check_in": "val",
    "gratitude": "val",
    "requested": "ask",
}
KIND: Final = "referral_ask"
"""The kind of letter that asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One window. `signal_at` is when the client said what opened it; the gate runs from `opens_at`
    and before `closes_at`. `reasons` were said last; `answered` is what came of it."""

    business_id: UUID
    id: UUID
    person_id: UUID
    signal_kind: str
    signal_id: UUID
    signal_at: datetime
    wanted: Wanted
    rep_id: UUID | None
    opens_at: datetime
    closes_at: datetime
    state: AskState = "open"
    reasons: list[dict[str, Any]] | None = None
    sent_at: datetime | None = None
    answer: str | None = None

    @property
    def signal(self) -> tuple[str, str]:
        """Its kind, and its id as shown."""
        return self.signal_kind, ids.show(PREFIXES[self.signal_kind], self.signal_id)


def told(reasons: tuple[AskReason, ...] | list[AskReason]) -> list[dict[str, Any]]:
    """Reasons as they are kept and said."""
    return [{"code": r.code, "actual": r.actual, "required": r.required} for r in reasons]


def same(before: list[dict[str, Any]] | None, now: list[dict[str, Any]]) -> bool:
    """Whether these are the reasons that were said: what was found changes every day (`actual`),
    what is wanted does not."""
    return before is not None and _wanted(before) == _wanted(now)


def _wanted(reasons: list[dict[str, Any]]) -> list[tuple[Any, Any]]:
    return sorted((str(each["code"]), str(each["required"])) for each in reasons)

"""A reward as it is kept: what never changes about it, and how it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from goodword import ids
from goodword.programs import Recipient
from rewards_worker.domain.reward import RewardState
from rewards_worker.domain.standing import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Reward:
    """What is owed to one beneficiary for one cause under one rule.

    `referral_id`, `cause` and `rule` make it unique for ever; `hold_until` is in the business's
    time. `referrer_id` and `prospect_id` are as they were told, perhaps aliases by now. `standing`
    is None where no amount could be compared: that is denied, and nothing can ever come of it.
    """

    id: UUID
    business_id: UUID
    referral_id: UUID
    cause: str
    rule: str
    to: Recipient
    kind: str
    beneficiary_id: UUID | None
    referrer_id: UUID | None
    prospect_id: UUID | None
    sale_id: UUID | None
    program_id: UUID
    program_version: int
    verdict: Mapping[str, Any]
    earned_at: datetime
    hold_until: datetime | None
    standing: Standing | None

    @property
    def state(self) -> RewardState:
        return self.standing.state if self.standing else RewardState.DENIED

    @property
    def reason(self) -> str | None:
        """Why it was denied, revoked, held or needs somebody to act."""
        if self.standing:
            return self.standing.reason
        reasons = self.verdict.get("reasons") or [{}]
        return cast(str | None, reasons[0].get("code"))

    @property
    def key(self) -> tuple[UUID, UUID]:
        return self.business_id, self.id

    @property
    def shown_id(self) -> str:
        return ids.show("rwd", self.id)

"""Who issues the rewards of some businesses: what they have set up, looked up at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from goodword.programs import GiftKind
from goodword.setups import OURS, Known, ProviderSetUp, issuer_of
from rewards_worker.domain.record import Reward
from rewards_worker.ports import Provider
from rewards_worker.use_cases.payouts.desk import Desk
from rewards_worker.use_cases.rewards.reach import Reach


@dataclass(frozen=True, slots=True)
class Counter:
    """The desk, whom the rewards reach, and what each business has set up."""

    desk: Desk
    reach: Reach
    known: Mapping[UUID, Known]

    def provider(self, reward: Reward) -> Provider:
        """Who issues this reward; PermanentError where a set-up of the business cannot be opened,
        since it might have been the one."""
        known = self.known[reward.business_id]
        forms = {
            name: form for name, form in known.forms.items() if isinstance(form, ProviderSetUp)
        }
        mode = self.reach.business(reward).mode
        # In test mode nobody outside is asked, so that nothing is lost where theirs is broken.
        missed = known.broken if mode == "live" else known.broken & OURS
        name = min(missed, default=issuer_of(GiftKind(reward.kind), mode, forms))
        return self.desk.open(reward.business_id, name, known).provider

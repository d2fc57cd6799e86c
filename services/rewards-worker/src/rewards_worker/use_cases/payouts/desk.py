"""What everybody who hands rewards over works with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from goodword.database import Database
from goodword.errors import PermanentError
from goodword.observability import Watch
from goodword.seal import Sealer
from rewards_worker.ports import Provider

LOST_AFTER = timedelta(seconds=75)
"""A payout of which nothing was heard for so long has lost its worker: the lease of the job that
sends it (60 s) is over by then."""

SET_UP_RETRY_AFTER_S = 300.0
"""How long to wait for somebody to mend our set-up at a provider."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The database, the providers by name, the seal for gifts, and where trouble is shown."""

    db: Database
    providers: Mapping[str, Provider]
    sealer: Sealer
    watch: Watch
    lost_after: timedelta = LOST_AFTER

    def refuses_us(self, provider: str, error: PermanentError) -> None:
        """Show that a provider will take nothing from us until somebody mends our set-up."""
        self.watch.health.say(f"provider {provider}", False, f"{error}; mend our set-up there")

    def needs_a_person(self, payout: str, reason: str) -> None:
        """Show that a payout waits for a person; the check of the ledger takes it back."""
        detail = f"{payout} waits for a person ({reason}); see `goodword payouts list`"
        self.watch.health.say("payouts", False, detail)

    def takes_us(self, provider: str) -> None:
        self.watch.health.say(f"provider {provider}", True)

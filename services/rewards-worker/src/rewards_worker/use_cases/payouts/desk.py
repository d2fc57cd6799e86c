"""What everybody who hands rewards over works with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from goodword.database import Database
from goodword.errors import PermanentError
from goodword.observability import Watch
from goodword.seal import Sealer
from goodword.setups import Known, SetUpKey, SetUps, kind_of, note_check
from rewards_worker.ports import Means, OpenedFor, Opens, Provider, UnknownWordError

LOST_AFTER = timedelta(seconds=75)
"""A payout of which nothing was heard for so long has lost its worker: the lease of the job that
sends it (60 s) is over by then."""

SET_UP_RETRY_AFTER_S = 300.0
"""How long to wait for somebody to mend our set-up at a provider."""


@dataclass(frozen=True, slots=True)
class Window:
    """A provider, opened for a business. `set_up` is (business, kind, version) of the form that it
    was opened with, and `was_ok` what was last said of that; none where it needs no form."""

    provider: Provider
    set_up: SetUpKey | None = None
    was_ok: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The database, the seal for gifts, where trouble is shown, and the providers: `providers` are
    ours and the same for all, `openers` open others for a business with what it has set up."""

    db: Database
    providers: Mapping[str, Provider]
    openers: Mapping[str, Opens]
    means: Means
    set_ups: SetUps
    sealer: Sealer
    watch: Watch
    lost_after: timedelta = LOST_AFTER

    async def window(self, business_id: UUID, name: str) -> Window:
        """The provider that a payout went through; PermanentError where it cannot be opened."""
        if name in self.providers:
            return Window(self.providers[name])
        async with self.db.begin([business_id]) as session:
            known = (await self.set_ups.of(session, [business_id]))[business_id]
        return self.open(business_id, name, known)

    def open(self, business_id: UUID, name: str, known: Known) -> Window:
        """The same, with what the business has set up at hand."""
        if name in self.providers:
            return Window(self.providers[name])
        if name not in self.openers or name in known.broken:
            raise PermanentError(f"{name} cannot be used as it is set up")
        form = known.forms.get(name)
        provider = self.openers[name](OpenedFor(business_id, form), self.means)
        if form is None:
            return Window(provider)
        key = business_id, kind_of("provider", name), known.versions[name]
        return Window(provider, key, name not in known.refused)

    async def refuses_us(self, window: Window, error: PermanentError) -> None:
        """Show that a provider will take nothing from us until somebody mends our set-up: whose
        set-up it is hears of it, or whoever runs us."""
        if window.set_up is None:
            name = f"provider {window.provider.name}"
            self.watch.health.say(name, False, f"{error}; mend our set-up there")
        else:
            await self._note(window.set_up, (str(error),))

    async def takes_us(self, window: Window) -> None:
        if window.set_up is None:
            self.watch.health.say(f"provider {window.provider.name}", True)
        elif not window.was_ok:
            await self._note(window.set_up, ())

    def does_not_understand(self, window: Window, error: UnknownWordError) -> None:
        """Show that a provider says what this version does not know; what we know stays."""
        name = f"words of {window.provider.name}"
        self.watch.health.say(name, False, f"{error}; a newer version may know it")

    def needs_a_person(self, payout: str, reason: str) -> None:
        """Show that a payout waits for a person; the check of the ledger takes it back."""
        detail = f"{payout} waits for a person ({reason}); see `goodword payouts list`"
        self.watch.health.say("payouts", False, detail)

    async def _note(self, set_up: SetUpKey, errors: tuple[str, ...]) -> None:
        async with self.db.begin([set_up[0]]) as session:
            await note_check(set_up, errors, session=session)

"""The client of Change.

Change documents no idempotency: the same request twice is two donations. It can be asked for
donations by our key, so it is asked before each try; and once a try may have arrived, nothing goes
out again by itself, for two workers that ask at once would both find nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import orjson

from goodword.errors import TransientError
from goodword.setups import CHANGE, Charity
from rewards_worker.ports import NotFound, Order, Outcome, Rejected, UnknownOutcomeError
from rewards_worker.providers.api import Api
from rewards_worker.providers.change.answers import outcome_of, read_found, read_made
from rewards_worker.providers.change.orders import compose_donation

PATH: Final = "/api/v1/donations"

NOBODY = UUID(int=0)
"""A key that is never one of ours."""

_SAME = ("amount", "nonprofit_id")


class ChangeProvider:
    """Donations at Change, with the keys of one business, to the charities that it has set up."""

    name: Final = CHANGE
    key_window: Final = timedelta(0)
    can_inquire: Final = True

    def __init__(self, api: Api, charities: Sequence[Charity]) -> None:
        self._api = api
        self._charities = charities

    def compose(self, order: Order) -> bytes:
        return compose_donation(order, self._charities)

    async def submit(self, request: bytes, key: UUID) -> Outcome:
        """The donation that is there under `key`, or else a new one."""
        try:
            found = await self._find(key)
        except UnknownOutcomeError as error:
            # Looking makes nothing, whatever becomes of the answer.
            raise TransientError(str(error)) from error
        if found:
            return _other(found[0], request) or self._outcome(found)
        answer = await self._api.call("POST", PATH, request)
        return read_made(answer, key, self._charities)

    async def inquire(self, key: UUID) -> Outcome | NotFound:
        found = await self._find(key)
        return self._outcome(found) if found else NotFound(http_status=200)

    async def check(self) -> None:
        """Look for a donation that nobody made: harmless, and it needs the keys."""
        await self._find(NOBODY)

    async def _find(self, key: UUID) -> list[Mapping[str, Any]]:
        return read_found(await self._api.call("GET", f"{PATH}?external_id={key}"), key)

    def _outcome(self, found: Sequence[Mapping[str, Any]]) -> Outcome:
        if len(found) > 1:
            reason = f"there are {len(found)} donations under one key"
            return Rejected(final=False, code="made_twice", reason=reason, http_status=200)
        return outcome_of(found[0], self._charities, 200)


def _other(donation: Mapping[str, Any], request: bytes) -> Rejected | None:
    """A donation under our key that is not what we ask for."""
    wanted = orjson.loads(request)
    if all(donation.get(name) == wanted[name] for name in _SAME):
        return None
    reason = "another donation has this key"
    return Rejected(final=False, code="key_reused", reason=reason, http_status=200)

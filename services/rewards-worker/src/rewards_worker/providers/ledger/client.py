"""The provider that is ourselves: discount codes, store credit and points.

Nothing leaves the house, so nothing can be lost on the way: what was composed and kept with the
payout is all there is to it, and sending it again says the same again.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import orjson

from goodword.errors import PermanentError
from goodword.seal import Hasher
from goodword.setups import LEDGER, LedgerSetUp
from rewards_worker.domain.last_moment import last_moment
from rewards_worker.ports import (
    Handover,
    Issued,
    Means,
    NotFound,
    OpenedFor,
    Order,
    Outcome,
    UnknownOutcomeError,
)
from rewards_worker.providers.ledger.codes import code_of

CODE = "discount_code"
BALANCES = frozenset({"store_credit", "points"})


class LedgerProvider:
    """What a business set up says how its codes look; a code is handed over by us, sealed, and
    points and credit stand in the ledger."""

    name: Final = LEDGER
    # The key is recognised by what is made of it, for ever.
    key_window: Final = timedelta(days=36_500)
    # There is nothing to ask: the same request says what became of it.
    can_inquire: Final = False

    def __init__(self, form: LedgerSetUp, code_key: bytes) -> None:
        self._form = form
        self._code_key = code_key
        self._hasher = Hasher(code_key.decode())

    def compose(self, order: Order) -> bytes:
        """What was owed and how its code will look, whatever the business sets up later."""
        if order.kind == CODE:
            return orjson.dumps(
                {
                    "kind": CODE,
                    "key": str(order.key),
                    "prefix": self._form.code_prefix,
                    "valid_until": _shown(self._valid_until(order)),
                    "percent_off": order.percent_off,
                    "amount_off": order.amount.model_dump() if order.amount else None,
                }
            )
        if order.kind not in BALANCES or (order.amount is None and order.points is None):
            raise PermanentError(f"the ledger mints no such {order.kind}")
        return orjson.dumps(
            {
                "kind": order.kind,
                "key": str(order.key),
                "valid_until": _shown(order.valid_until),
                "amount": order.amount.model_dump() if order.amount else None,
                "points": order.points,
            }
        )

    async def submit(self, request: bytes, key: UUID) -> Outcome:
        """The same key and bytes make the same code."""
        wanted = orjson.loads(request)
        if wanted["key"] != str(key):
            raise PermanentError("the request was composed for another key")
        code = None
        if wanted["kind"] == CODE:
            code = code_of(key, wanted["prefix"], self._code_key)
        until = wanted["valid_until"] and datetime.fromisoformat(wanted["valid_until"])
        return Issued(
            provider_ref=str(key),
            handover=Handover("us", code, valid_until=until),
            # By which it is known again when a shop tells that it was used.
            object_ids=(self._hasher.minted(code),) if code else (),
        )

    async def inquire(self, key: UUID) -> Outcome | NotFound:
        raise UnknownOutcomeError("the ledger keeps nothing to ask for")

    async def check(self) -> None:
        """It always works."""

    def _valid_until(self, order: Order) -> datetime | None:
        if order.valid_until or self._form.valid_days is None or order.opened_at is None:
            return order.valid_until
        return last_moment(order.opened_at, self._form.valid_days)


def open_ledger(opened: OpenedFor, means: Means) -> LedgerProvider:
    """Opened with what the business set up, or with nothing."""
    form = opened.form if isinstance(opened.form, LedgerSetUp) else LedgerSetUp()
    return LedgerProvider(form, means.code_key)


def _shown(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None

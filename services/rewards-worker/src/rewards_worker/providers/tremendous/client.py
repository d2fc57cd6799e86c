"""The client of Tremendous."""

import re
from datetime import timedelta
from typing import Final
from uuid import UUID

from goodword.errors import TransientError
from rewards_worker.ports import Accepted, Handover, Issued, NotFound, Order, Outcome
from rewards_worker.providers.api import Api
from rewards_worker.providers.exchange import Answer, refused_set_up
from rewards_worker.providers.tremendous.answers import (
    read_inquiry,
    read_link,
    read_submission,
)
from rewards_worker.providers.tremendous.orders import Terms, compose_order
from rewards_worker.providers.tremendous.pace import Pace

_ID = re.compile(r"[A-Z0-9]{4,20}")


class TremendousProvider:
    """Orders at Tremendous, with the token and on the terms of one business."""

    name: Final = "tremendous"
    # They say for how long of no key, so that after a month nothing goes out again by itself.
    key_window: Final = timedelta(days=30)
    can_inquire: Final = True

    def __init__(self, api: Api, terms: Terms, pace: Pace | None = None) -> None:
        self._api = api
        self._terms = terms
        self._pace = pace or Pace()

    def compose(self, order: Order) -> bytes:
        return compose_order(order, self._terms)

    async def submit(self, request: bytes, key: UUID) -> Outcome:
        answer = await self._call("POST", "/orders", request)
        return read_submission(answer, key)

    async def inquire(self, key: UUID) -> Outcome | NotFound:
        answer = await self._call("GET", f"/orders/{key}")
        return read_inquiry(answer, key)

    async def make_link(self, made: Accepted) -> Outcome:
        """A link of the gift in `made`, which Tremendous shows only to whoever ordered it."""
        reward_id = made.linkless or ""
        if not _ID.fullmatch(reward_id):
            return made
        link = read_link(await self._call("POST", f"/rewards/{reward_id}/generate_link"))
        if link is None:
            return made
        return Issued(
            provider_ref=made.provider_ref,
            handover=Handover("us", link),
            object_ids=made.object_ids,
        )

    async def resend(self, object_id: str) -> bool:
        """Tremendous takes it only while the delivery has failed."""
        if not _ID.fullmatch(object_id):
            return False
        answer = await self._call("POST", f"/rewards/{object_id}/resend")
        if error := refused_set_up(answer):
            raise error
        return answer.status < 300

    async def check(self) -> None:
        """Look at the funding sources: harmless, and it needs the token."""
        if error := refused_set_up(await self._call("GET", "/funding_sources")):
            raise error

    async def _call(self, method: str, path: str, body: bytes | None = None) -> Answer:
        await self._pace.turn()
        answer = await self._api.call(method, path, body)
        refusal = refused_set_up(answer)
        if isinstance(refusal, TransientError) and refusal.retry_after_s:
            self._pace.stop_for(refusal.retry_after_s)
        return answer

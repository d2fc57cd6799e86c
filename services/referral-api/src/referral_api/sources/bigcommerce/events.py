"""An event of BigCommerce's: which order it is about. It says nothing else of it."""

import re

from pydantic import BaseModel

from referral_api.domain.connections.delivery import Ignored, Translation, UnreadableError
from referral_api.domain.connections.wanted import Wanted
from referral_api.sources.reading import Id, read

ORDER = "order"
_OF_ORDERS = re.compile(
    r"store/(channel/[0-9]{1,20}/)?order/"
    r"(created|updated|statusUpdated|refund/created|transaction/(created|updated))"
)
_NUMBER = re.compile(r"[0-9]{1,20}")


class _Data(BaseModel):
    id: Id | None = None
    # So it is called where the event is one of a channel's.
    order_id: Id | None = None


class _Event(BaseModel):
    scope: str
    data: _Data


def read_event(body: bytes) -> Translation:
    """The order to be asked for."""
    event = read(_Event, body)
    if not _OF_ORDERS.fullmatch(event.scope):
        return Ignored(f"Nothing is made of the scope {event.scope[:60]!r}.")
    number = event.data.order_id or event.data.id
    if number is None or not _NUMBER.fullmatch(number):
        raise UnreadableError("The event names no order.")
    return (Wanted(ORDER, number),)

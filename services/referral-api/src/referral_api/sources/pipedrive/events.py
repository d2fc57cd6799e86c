"""An event of Pipedrive's: whether it is about a deal that is won, or once was."""

from typing import Any

from pydantic import BaseModel, ValidationError

from referral_api.domain.connections.delivery import Ignored, Translation, UnreadableError
from referral_api.domain.connections.wanted import Wanted
from referral_api.sources.json_body import first_mistake
from referral_api.sources.pipedrive.deals import WON, DealId
from referral_api.sources.reading import read


class _Meta(BaseModel):
    action: str
    entity: str


class _Event(BaseModel):
    meta: _Meta
    data: dict[str, Any] | None = None
    previous: dict[str, Any] | None = None


class _Deal(BaseModel):
    id: DealId
    status: str
    first_won_time: str | None = None


def read_event(body: bytes) -> Translation:
    """The deal to ask for; Ignored with the reason for all else."""
    event = read(_Event, body)
    if event.meta.entity != "deal":
        return Ignored(f"Nothing is made of the entity {event.meta.entity[:60]!r}.")
    if event.meta.action == "delete" or event.data is None:
        # Merging two deals deletes one of them.
        return Ignored("A deal that was deleted keeps what it brought.")
    try:
        deal = _Deal.model_validate(event.data)
    except ValidationError as error:
        raise UnreadableError(first_mistake(error)) from error
    was_won = deal.first_won_time or (event.previous or {}).get("status") == WON
    if deal.status == WON or was_won:
        return (Wanted("deal", str(deal.id)),)
    return Ignored(f"The deal is not won (status {deal.status[:40]!r}).")

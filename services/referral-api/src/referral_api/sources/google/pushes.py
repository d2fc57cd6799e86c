"""A push of Pub/Sub: its envelope, and the review that it names."""

import re
from typing import Any, Final

from pydantic import BaseModel, Field

from referral_api.domain.connections.about import Incoming
from referral_api.domain.connections.delivery import Ignored, Translation, UnreadableError
from referral_api.domain.connections.wanted import Wanted
from referral_api.ports import Label
from referral_api.sources.json_body import read_object
from referral_api.sources.reading import read
from referral_api.sources.signing import from_base64

REVIEW: Final = "review"
UNKNOWN_TOPIC: Final = "unknown"
_PART: Final = r"[A-Za-z0-9_-]{1,80}"
_LOCATION = re.compile(rf"accounts/{_PART}/locations/{_PART}")
_REVIEW = re.compile(rf"accounts/{_PART}/locations/{_PART}/reviews/{_PART}")


class _Message(BaseModel):
    data: str = ""
    # It is written in two ways, of which both come.
    id: str = Field(default="", validation_alias="messageId", max_length=255)


class _Push(BaseModel):
    message: _Message


def label(incoming: Incoming) -> Label:
    """The type of the notification, and Pub/Sub's own id of the message, which repeats keep."""
    try:
        push = read(_Push, incoming.body)
    except UnreadableError:
        return Label(UNKNOWN_TOPIC, None)
    topic = _first(_told(push), "type", "notificationType")
    return Label(topic or UNKNOWN_TOPIC, push.message.id or None)


def read_push(body: bytes) -> Translation:
    """The review to be asked for. Those who wrote about it disagree on what its keys are called."""
    told = _told(read(_Push, body))
    name = _first(told, "review", "reviewName")
    location = _first(told, "location", "locationName")
    if name and not _REVIEW.fullmatch(name) and _LOCATION.fullmatch(location):
        name = f"{location}/reviews/{name.rpartition('/')[2]}"
    if not name:
        return Ignored("It is about no review.")
    if not _REVIEW.fullmatch(name):
        raise UnreadableError("The push names no review of a location.")
    return (Wanted(REVIEW, name),)


def _told(push: _Push) -> dict[str, Any]:
    try:
        return read_object(from_base64(push.message.data))
    except UnreadableError:
        return {}


def _first(told: dict[str, Any], *names: str) -> str:
    found = (told.get(name) for name in names)
    return next((each for each in found if isinstance(each, str) and each), "")

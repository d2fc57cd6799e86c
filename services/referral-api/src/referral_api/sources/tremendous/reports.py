"""What a callback is about."""

import re
from collections.abc import Mapping
from typing import Any

from goodword.events import FUNDS
from referral_api.domain.connections.about import NO_SETTINGS, ConnectionSettings, Incoming
from referral_api.domain.connections.delivery import Ignored, Translation, UnreadableError
from referral_api.domain.connections.provider_report import ReportedObject
from referral_api.ports import Label
from referral_api.sources.json_body import read_object

PROVIDER = "tremendous"
UNKNOWN_TOPIC = "unknown"

_FOLLOWED = ("ORDERS.", "REWARDS.")
_FUNDED = "FUNDING_SOURCES.FUNDED"
_UNDELIVERED = "REWARDS.DELIVERY.FAILED"
_WORD = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_ID = re.compile(r"[A-Z0-9]{4,20}")


def label(incoming: Incoming) -> Label:
    """Event and uuid, as the body names them: the signature covers it alone."""
    try:
        told = read_object(incoming.body)
    except UnreadableError:
        return Label(UNKNOWN_TOPIC, None)
    return Label(_text(told, "event") or UNKNOWN_TOPIC, _text(told, "uuid"))


def translate(topic: str, body: bytes, settings: ConnectionSettings = NO_SETTINGS) -> Translation:
    """The order or reward that it names, or that there is money again; nothing else of it counts,
    not even which event it was, but for why a message did not arrive, which Tremendous tells
    nowhere else. UnreadableError where it names none."""
    told = read_object(body)
    event = _text(told, "event") or ""
    if event == _FUNDED:
        return (ReportedObject(PROVIDER, FUNDS),)
    if not event.startswith(_FOLLOWED):
        return Ignored(f"Nothing is made of the event {event[:60]!r}.")
    object_id = _object_id(told)
    if object_id is None:
        raise UnreadableError("payload.resource.id is not an id of Tremendous.")
    if event != _UNDELIVERED:
        return (ReportedObject(PROVIDER, object_id),)
    why = _why(told)
    reason = _text(why, "failure_reason") or ""
    return (
        ReportedObject(
            PROVIDER,
            object_id,
            undelivered=reason if _WORD.fullmatch(reason) else "unknown",
            may_resend=why.get("retryable") is True,
        ),
    )


def _why(told: Mapping[str, Any]) -> Mapping[str, Any]:
    payload = told.get("payload")
    found = payload.get("meta") if isinstance(payload, dict) else None
    return found if isinstance(found, dict) else {}


def _object_id(told: Mapping[str, Any]) -> str | None:
    payload = told.get("payload")
    resource = payload.get("resource") if isinstance(payload, dict) else None
    found = _text(resource, "id") if isinstance(resource, dict) else None
    return found if found and _ID.fullmatch(found) else None


def _text(told: Mapping[str, Any], name: str) -> str | None:
    found = told.get(name)
    return found if isinstance(found, str) and found else None

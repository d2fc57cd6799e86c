"""What Change's answers mean."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson

from goodword.errors import PermanentError
from goodword.setups import Charity
from rewards_worker.ports import (
    Canceled,
    Further,
    Handover,
    Held,
    Issued,
    Outcome,
    Receipt,
    Rejected,
    UnknownOutcomeError,
    UnknownWordError,
)
from rewards_worker.providers.exchange import Answer, refused_set_up

_MADE: Mapping[str, Further | None] = {
    "pledged": None,
    "invoice_sent": None,
    "invoice_pending": None,
    "payout_scheduled": None,
    "sent_via_ach": "delivered",
    "sent_via_check": "delivered",
    "check_cashed": "delivered",
    "notified": "delivered",
}
_CALLED_OFF = ("canceled", "blocked")

_REFUSED = (400, 404, 422)
"""What it answers to a donation that it does not take; its words are not documented."""


def read_made(answer: Answer, key: UUID, charities: Sequence[Charity]) -> Outcome:
    """What the answer to a donation says; raises as `Provider.submit` does."""
    if failure := refused_set_up(answer):
        raise failure
    status = answer.status
    if status == 402:
        reason = "Change asks for payment (402)"
        return Held(code="insufficient_funds", reason=reason, http_status=status)
    if status in _REFUSED:
        reason = f"Change does not take this donation ({status})"
        return Rejected(final=True, code="invalid_order", reason=reason, http_status=status)
    if status >= 300:
        raise PermanentError(f"Change takes no donations at this address ({status})")
    donation = _object(answer)
    if donation.get("external_id") != str(key):
        raise _senseless(answer, "is about another donation")
    return outcome_of(donation, charities, status)


def read_found(answer: Answer, key: UUID) -> list[Mapping[str, Any]]:
    """All donations under our key, of which there should be one at most.

    PermanentError where it lists others: whoever ignores the key would have us give twice.
    """
    if failure := refused_set_up(answer):
        raise failure
    if answer.status != 200:
        raise PermanentError(f"Change takes no inquiries here ({answer.status})")
    listed = _listed(answer)
    ours = [one for one in listed if one.get("external_id") == str(key)]
    if listed and not ours:
        raise PermanentError("Change lists other donations than those that were asked for")
    return ours


def outcome_of(
    donation: Mapping[str, Any], charities: Sequence[Charity], http_status: int | None = None
) -> Outcome:
    """A donation in our words; UnknownWordError for a status that is new."""
    ref, word = str(donation.get("id") or ""), donation.get("status")
    if not ref:
        raise UnknownOutcomeError("a donation has no id", http_status=http_status)
    if word in _CALLED_OFF:
        return Canceled(provider_ref=ref, reason=str(word), http_status=http_status)
    if word not in _MADE:
        detail = "the donation has a status that we do not know"
        raise UnknownWordError(detail, http_status=http_status)
    registered = {one.nonprofit_id: one.registration for one in charities}
    return Issued(
        provider_ref=ref,
        handover=Handover("us"),
        further=_MADE[str(word)],
        receipt=Receipt(ref, registered.get(str(donation.get("nonprofit_id")))),
        http_status=http_status,
    )


def _listed(answer: Answer) -> list[Mapping[str, Any]]:
    found = _object(answer).get("donations")
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise _senseless(answer, "lists no donations")
    return found


def _object(answer: Answer) -> Mapping[str, Any]:
    try:
        told = orjson.loads(answer.body)
    except orjson.JSONDecodeError as error:
        raise _senseless(answer, "cannot be read") from error
    if not isinstance(told, dict):
        raise _senseless(answer, "is no object")
    return told


def _senseless(answer: Answer, what: str) -> UnknownOutcomeError:
    detail = f"Change's answer {what} ({answer.status})"
    return UnknownOutcomeError(detail, http_status=answer.status)

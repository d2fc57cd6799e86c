"""What Tremendous' answers mean, and the sandbox's, which speaks as it does.

Statuses have spaces. An order that was executed is value that is out; whether the mail about it
arrived is the reward's `delivery`. Whether somebody redeemed it, no order says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from goodword.errors import PermanentError
from rewards_worker.ports import (
    Accepted,
    Canceled,
    Further,
    Handover,
    Held,
    Issued,
    NotFound,
    Outcome,
    Receipt,
    Rejected,
    UnknownOutcomeError,
    UnknownWordError,
)
from rewards_worker.providers.exchange import Answer, refused_set_up

MAX_REASON_CHARS = 200
"""Bound on what is kept of a refusal's words."""

BY_LINK = "LINK"

_HELD = {
    "PENDING APPROVAL": "approval",
    "PENDING INTERNAL PAYMENT APPROVAL": "approval",
    "PENDING SETTLEMENT": "settlement",
}
_OPEN = ("OPEN", "CART")
"""`CART` is what `OPEN` was called until 2026."""

_DELIVERY: Mapping[str, Further | None] = {
    "PENDING": None,
    "SCHEDULED": None,
    "SUCCEEDED": "delivered",
    "FAILED": "delivery_failed",
}


@dataclass(frozen=True, slots=True)
class _Told:
    """What we look at of an order."""

    ref: str
    word: str
    reward_id: str | None
    method: str
    delivery: str
    link: str | None
    refunded: bool
    receipt: Receipt | None
    http_status: int

    @property
    def object_ids(self) -> tuple[str, ...]:
        return (self.reward_id,) if self.reward_id else ()


def read_submission(answer: Answer, key: UUID) -> Outcome:
    """What the answer to an order says; raises as `Provider.submit` does."""
    if failure := refused_set_up(answer):
        raise failure
    status = answer.status
    if status < 300:
        return read_order(answer, key)
    reason = _reason(answer.body)
    if status == 402:
        return Held(code="insufficient_funds", reason=reason, http_status=status)
    if status == 409:
        return Rejected(final=False, code="key_reused", reason=reason, http_status=status)
    if status in (400, 422):
        return Rejected(final=True, code="invalid_order", reason=reason, http_status=status)
    raise PermanentError(f"the provider does not take orders at this address ({status})")


def read_inquiry(answer: Answer, key: UUID) -> Outcome | NotFound:
    """What the answer to an inquiry says; raises as `Provider.inquire` does."""
    if failure := refused_set_up(answer):
        raise failure
    if answer.status == 404:
        return NotFound(http_status=404)
    if answer.status != 200:
        raise PermanentError(f"the provider does not take inquiries here ({answer.status})")
    return read_order(answer, key)


def read_order(answer: Answer, key: UUID) -> Outcome:
    """The order in the answer, told in our words; UnknownOutcomeError where it makes no sense."""
    return _outcome(_told(answer, key))


def read_link(answer: Answer) -> str | None:
    """The link that was made for a reward; None where there is none, for whatever reason."""
    try:
        link = orjson.loads(answer.body)["reward"]["link"]
    except (ValueError, KeyError, TypeError):
        return None
    return str(link) if answer.status == 200 and link else None


def _outcome(told: _Told) -> Outcome:
    ref, status = told.ref, told.http_status
    if told.word == "EXECUTED":
        return _executed(told)
    if told.word in _OPEN:
        return Accepted(provider_ref=ref, http_status=status)
    if told.word in _HELD:
        code = _HELD[told.word]
        return Held(code=code, reason=told.word, provider_ref=ref, http_status=status)
    if told.word == "FAILED":
        return Rejected(final=True, code="failed", reason=told.word, http_status=status)
    if told.word == "CANCELED":
        return Canceled(provider_ref=ref, http_status=status)
    raise UnknownWordError(
        "the provider's order has a status that we do not know", http_status=status
    )


def _executed(told: _Told) -> Outcome:
    ref, status = told.ref, told.http_status
    if told.refunded:
        # A fraud review that blocks a reward cancels it and gives the money back.
        return Canceled(provider_ref=ref, reason="refunded", http_status=status)
    if told.receipt is not None:
        # The sandbox's alone: a donation leaves nothing to hand over.
        return _issued(told, Handover("us"))
    if told.method == BY_LINK:
        if told.link is None:
            # The value is made, but we cannot hand it over yet.
            return Accepted(
                provider_ref=ref,
                linkless=told.reward_id,
                object_ids=told.object_ids,
                http_status=status,
            )
        return _issued(told, Handover("us", told.link))
    if told.delivery not in _DELIVERY:
        raise UnknownWordError("the provider's delivery has a status that we do not know")
    return _issued(told, Handover("provider"), _DELIVERY[told.delivery])


def _issued(told: _Told, handover: Handover, further: Further | None = None) -> Issued:
    return Issued(
        provider_ref=told.ref,
        handover=handover,
        further=further,
        receipt=told.receipt,
        object_ids=told.object_ids,
        http_status=told.http_status,
    )


def _told(answer: Answer, key: UUID) -> _Told:
    try:
        order = orjson.loads(answer.body)["order"]
        told = _read(order, answer.status)
        owner = order["external_id"]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise _senseless(answer, "cannot be read") from error
    if owner != str(key):
        raise _senseless(answer, "is about another order")
    return told


def _read(order: Mapping[str, Any], status: int) -> _Told:
    """Older answers write one `reward`, newer ones a list."""
    reward = order["reward"] if "reward" in order else order["rewards"][0]
    delivery = reward["delivery"]
    link = delivery.get("link")
    refund = (order.get("payment") or {}).get("refund") or {}
    return _Told(
        ref=str(order["id"]),
        word=str(order["status"]),
        reward_id=str(reward["id"]) if reward.get("id") else None,
        method=str(delivery.get("method", BY_LINK)),
        delivery=str(delivery.get("status", "PENDING")),
        link=str(link) if link else None,
        refunded=float(refund.get("total") or 0) > 0,
        receipt=_receipt(reward.get("receipt")),
        http_status=status,
    )


def _receipt(shown: Mapping[str, Any] | None) -> Receipt | None:
    return Receipt(str(shown["number"]), str(shown["registration"])) if shown else None


def _senseless(answer: Answer, what: str) -> UnknownOutcomeError:
    detail = f"the provider's answer {what} ({answer.status})"
    return UnknownOutcomeError(detail, http_status=answer.status)


def _reason(body: bytes) -> str:
    """The words of a refusal. Its `payload` repeats the request, so it is left out."""
    try:
        answer = orjson.loads(body)
        found = answer.get("errors") or answer.get("error") or {}
        return str(found.get("message", ""))[:MAX_REASON_CHARS]
    except (orjson.JSONDecodeError, AttributeError):
        return ""

"""What the sandbox's answers mean. Its words are those of Tremendous, statuses and all."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson

from goodword.errors import PermanentError
from rewards_worker.ports import (
    Accepted,
    Canceled,
    Handover,
    Held,
    Issued,
    NotFound,
    Outcome,
    Rejected,
    UnknownOutcomeError,
)
from rewards_worker.providers.exchange import Answer, refused_set_up

MAX_REASON_CHARS = 200
"""Bound on what is kept of a refusal's words."""

_HELD = {
    "PENDING APPROVAL": "approval",
    "PENDING INTERNAL PAYMENT APPROVAL": "approval",
    "PENDING SETTLEMENT": "settlement",
}


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
    try:
        order = orjson.loads(answer.body)["order"]
        ref, word, owner = str(order["id"]), order["status"], order["external_id"]
        link = _link(order)
    except (orjson.JSONDecodeError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise _senseless(answer, "cannot be read") from error
    if owner != str(key):
        raise _senseless(answer, "is about another order")
    return _outcome(answer, ref, word, link)


def _outcome(answer: Answer, ref: str, word: str, link: str | None) -> Outcome:
    status = answer.status
    if word == "EXECUTED" and link:
        return Issued(provider_ref=ref, handover=Handover("us", link), http_status=status)
    if word in ("EXECUTED", "OPEN"):
        # Executed without its link: the value is made, but we cannot hand it over yet.
        return Accepted(provider_ref=ref, http_status=status)
    if word in _HELD:
        return Held(code=_HELD[word], reason=word, provider_ref=ref, http_status=status)
    if word == "FAILED":
        return Rejected(final=True, code="failed", reason=word, http_status=status)
    if word == "CANCELED":
        return Canceled(provider_ref=ref, http_status=status)
    raise _senseless(answer, "has a status that we do not know")


def _link(order: Mapping[str, Any]) -> str | None:
    """The link of its reward, which older answers write as one `reward`, newer ones as a list."""
    reward = order["reward"] if "reward" in order else order["rewards"][0]
    link = reward["delivery"].get("link")
    return str(link) if link else None


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

"""A client as the ask gate sees them, from what is kept of them here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from goodword.asking import Client, Issue, Opportunity, PastAsk, Signal

_CONFIRMED: Final = "check_in_with_confirmed_satisfaction"
"""The contact of value that is a good word of the client's as well (R-ASK-05)."""


@dataclass(frozen=True, slots=True)
class Known:
    """Rows: the person's, those of what was reported of them by kind, and of asks that were
    sent."""

    person: Any
    reports: Mapping[str, Sequence[Any]]
    asks: Sequence[Any]
    may_be_written_to: bool


def client_of(known: Known) -> Client:
    """The client, as `consider` takes them."""
    person, reports = known.person, known.reports
    delivered = [each.fulfilled_at for each in reports["order_fulfilment"]]
    contacts = [each for each in reports["value_contact"] if each.not_counted is None]
    return Client(
        is_client=is_client(person),
        first_purchase_at=person.first_purchase_at,
        delivered_at=min(delivered, default=None),
        signals=(
            *(_review(each) for each in reports["review"] if _rates(each)),
            *(_answer(each) for each in reports["survey_answer"]),
            *(_confirmed(each) for each in contacts if each.kind == _CONFIRMED),
        ),
        issues=tuple(
            Issue(each.kind, each.opened_at, each.resolved_at) for each in reports["issue"]
        ),
        opportunities=tuple(
            Opportunity(each.stage, each.changed_at) for each in reports["opportunity"]
        ),
        valued_at=tuple(each.occurred_at for each in contacts),
        asks=tuple(PastAsk(each.sent_at, each.answer) for each in known.asks),
        do_not_ask=person.do_not_ask,
        may_be_written_to=known.may_be_written_to,
    )


def is_client(person: Any) -> bool:
    """Whether they have bought, as far as we were told."""
    return person.first_purchase_at is not None or "client" in person.roles


def _rates(review: Any) -> bool:
    """A review without a rating says neither good nor bad."""
    return review.rating is not None and review.out_of > 0 and not review.withdrawn


def _review(review: Any) -> Signal:
    return Signal("review", review.id, review.written_at, float(review.rating / review.out_of))


def _answer(answer: Any) -> Signal:
    """A 9 of 1 to 10 is a 9 (R-NPS-02)."""
    level = min(max(answer.score / answer.scale_max, 0.0), 1.0)
    return Signal("survey_answer", answer.id, answer.answered_at, level)


def _confirmed(contact: Any) -> Signal:
    return Signal("check_in", contact.id, contact.occurred_at)

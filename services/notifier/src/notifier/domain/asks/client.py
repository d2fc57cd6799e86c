"""A client as the ask gate sees them, from what passed with them."""

from collections.abc import Iterable
from datetime import datetime
from typing import cast

from goodword.asking import (
    AskParameters,
    Client,
    Issue,
    Opportunity,
    PastAsk,
    Signal,
    is_positive,
)
from goodword.asking.client import Answer, IssueKind, Stage
from notifier.domain.asks.ask import Ask
from notifier.domain.asks.happening import CHECK_INS, CONFIRMED, INTRODUCED, Happening


def signal_of(happening: Happening) -> Signal | None:
    """What a client said of us by this, if anything."""
    if not happening.stands:
        return None
    if happening.kind in ("review", "survey_answer"):
        return Signal(happening.kind, happening.id, happening.at, happening.level)
    if happening.kind == "value_contact" and happening.word == CONFIRMED:
        return Signal("check_in", happening.id, happening.at)
    return None


def good_word(happening: Happening, parameters: AskParameters) -> Signal | None:
    """The signal, where it may open a window (R-ASK-04)."""
    signal = signal_of(happening)
    return signal if signal is not None and is_positive(signal, parameters) else None


def client_of(happenings: Iterable[Happening], asks: Iterable[Ask], **known: object) -> Client:
    """The client; `known` is what their copy says of them. An ask that is on its way counts."""
    passed = list(happenings)
    delivered = [one.at for one in passed if one.kind == "fulfilment"]
    values = {
        "delivered_at": min(delivered, default=None),
        "signals": tuple(s for s in map(signal_of, passed) if s is not None),
        "issues": tuple(_issue(one) for one in passed if one.kind == "issue"),
        "opportunities": tuple(_opportunity(one) for one in passed if one.kind == "opportunity"),
        "valued_at": tuple(one.at for one in passed if one.kind == "value_contact" and one.stands),
        "asks": tuple(
            PastAsk(one.sent_at, cast("Answer | None", one.answer))
            for one in asks
            if one.sent_at is not None
        ),
        "converted_referrals": len(
            {one.word for one in passed if one.kind == "conversion" and one.stands}
        ),
    }
    return Client(**values, **known)  # type: ignore[arg-type]  # the fields of Client, by name


def is_check_in(happening: Happening) -> bool:
    """Whether somebody looked in on the client by this."""
    return happening.kind == "value_contact" and happening.word in CHECK_INS


def last_check_in(happenings: Iterable[Happening]) -> datetime | None:
    """When somebody last looked in on the client, or something was last delivered to them. Who got
    neither is looked in on for the first sale that came of an introduction of theirs; None before
    any of it."""
    passed = list(happenings)
    counted = [one.at for one in passed if one.kind == "fulfilment" or is_check_in(one)]
    introduced = [
        one.at
        for one in passed
        if one.kind == "conversion" and one.stands and one.level == INTRODUCED
    ]
    return max(counted, default=None) or min(introduced, default=None)


def _issue(one: Happening) -> Issue:
    return Issue(cast("IssueKind", one.word), one.at, one.ended_at)


def _opportunity(one: Happening) -> Opportunity:
    return Opportunity(cast("Stage", one.word), one.at)

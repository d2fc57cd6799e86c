"""Asks, told: what the client said, what the gate found, what was sent and what they answered."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from goodword import ids
from referral_api.domain.asks.sentences import gently, rules_of, sentence
from referral_api.domain.explaining.story import Entry, day
from referral_api.domain.relationships.reports import ID_OF, ReportKind

AT: Final[Mapping[ReportKind, str]] = {
    "review": "written_at",
    "survey_answer": "answered_at",
    "value_contact": "occurred_at",
    "issue": "opened_at",
    "opportunity": "changed_at",
    "order_fulfilment": "fulfilled_at",
}
"""When what a report tells of happened."""

_REPORTS: Final[Mapping[ReportKind, str]] = {
    "review": "{name} wrote a review ({rating} of {out_of}).",
    "survey_answer": "{name} answered a survey ({score} of {scale_max}).",
    "value_contact": "A contact with {name}: {kind}{counted}.",
    "issue": "{name} waits for something: {kind}.",
    "opportunity": "A deal with {name} is {stage}.",
    "order_fulfilment": "{name} got what they bought.",
}
_NO_RATING: Final = "{name} wrote a review without a rating."
_ANSWERS: Final = {
    "named": "{name} named somebody.",
    "not_now": "{name} answered that this is not the time.",
    "never": "{name} does not want to be asked again.",
}


def told_report(kind: ReportKind, row: Any, name: str) -> Iterator[Entry]:
    """What was reported of a client; an issue once more when it was resolved, a review that was
    taken back as such."""
    about = ids.show(ID_OF[kind], row.id)
    at = getattr(row, AT[kind])
    yield Entry(at=at, what=kind, about=about, sentence=_report(kind, row, name))
    if kind == "issue" and row.resolved_at:
        told = f"{name} has what they waited for ({row.kind})."
        yield Entry(at=row.resolved_at, what="issue_resolved", about=about, sentence=told)


def _report(kind: ReportKind, row: Any, name: str) -> str:
    words = {key: _words(value) for key, value in row._mapping.items()}
    if kind == "review" and row.rating is None:
        return _NO_RATING.format(name=name)
    if kind == "value_contact":
        words["counted"] = "" if row.not_counted is None else ", which gave them nothing"
    told = _REPORTS[kind].format(**{**words, "name": name})
    withdrawn = kind == "review" and row.withdrawn
    return f"{told} They took it back." if withdrawn else told


def told_request(row: Any, name: str) -> Iterator[Entry]:
    """That somebody wanted the client asked."""
    if row.requested_at is not None:
        yield Entry(
            at=row.requested_at,
            what="ask_requested",
            about=ids.show("ask", row.id),
            sentence=f"Somebody wanted {name} asked.",
            actor=row.requested_by,
        )


def told_consideration(told: Any, about: str, name: str) -> Entry:
    """One look of the gate, with every reason that said no."""
    final = told.data.get("final")
    begins = f"{name} was not asked" if final else f"{name} is not asked yet"
    # The timeline keeps no nulls.
    reasons = [{"actual": None, "required": None} | each for each in told.data["reasons"]]
    return considered(told.at, about, reasons, begins)


def considered(
    at: datetime, about: str, reasons: Sequence[Mapping[str, Any]], begins: str
) -> Entry:
    """What the gate found: `begins` says what came of it."""
    sentences = " ".join(sentence(each) for each in reasons)
    return Entry(
        at=at,
        what="ask_considered",
        about=about,
        sentence=f"{begins}: {sentences}" if reasons else f"{begins}.",
        verdict={
            "outcome": "withheld" if reasons else "eligible",
            "reasons": [explained(each) for each in reasons],
            "gentle_sentence": gently(reasons),
        },
    )


def explained(reason: Mapping[str, Any]) -> dict[str, Any]:
    """A reason with its rules and its sentence."""
    return {**reason, "rules": rules_of(reason), "sentence": sentence(reason)}


def told_sending(row: Any, letter: Any, name: str) -> Iterator[Entry]:
    """That the ask went out, in which words, and what became of the letter."""
    if row.sent_at is None:
        return
    wanted = {"name": "a name", "permission": "leave to write"}.get(row.wanted, "an introduction")
    yield Entry(
        at=row.sent_at,
        what="ask_sent",
        about=ids.show("ask", row.id),
        sentence=f"{name} was asked for {wanted},"
        f" by template {row.template}, version {row.template_version}.",
    )
    if letter is not None and letter.status != "sent":
        yield Entry(
            at=letter.at,
            what=f"message_{letter.status}",
            about=ids.show("msg", letter.id),
            sentence=f"The letter came to nothing: {letter.failure}.",
        )


def told_answer(row: Any, name: str) -> Iterator[Entry]:
    """What the client said to it, and by which way."""
    if row.answer is not None:
        yield Entry(
            at=row.answered_at,
            what="ask_answered",
            about=ids.show("ask", row.id),
            sentence=f"{_ANSWERS[row.answer].format(name=name)[:-1]} (by {row.via}).",
            actor=row.answered_by,
        )


def told_reminder(told: Any, name: str) -> Entry:
    """That the client was reminded of an introduction, or got it drafted."""
    step = "got the introduction drafted" if told.data.get("step") == "draft" else "was reminded"
    return Entry(
        at=told.at,
        what="introduction_reminded",
        about=told.data["subject"],
        sentence=f"{name} {step}.",
    )


def stands(row: Any, name: str) -> str:
    """Where an ask stands, for the operator."""
    if row.answer is not None:
        return f"{_asked(row, name)} {_ANSWERS[row.answer].format(name=name)}"
    if row.sent_at is not None:
        waits = "There is no answer yet." if row.status == "sent" else "They have not answered."
        return f"{_asked(row, name)} {waits}"
    against = " ".join(sentence(each) for each in row.reasons)
    if row.withheld:
        return f"{name} was not asked: {against}"
    return f"{name} is not asked yet: {against}" if against else f"{name} may be asked soon."


def _asked(row: Any, name: str) -> str:
    if row.sent_at is None:
        return f"{name} was asked."
    return f"{name} was asked on {day(row.sent_at)}."


def stands_gently(row: Any) -> str:
    """Where an ask stands, for the client."""
    if row.answer == "never":
        return "You told us not to ask again, and we keep to it."
    if row.answer is not None:
        return "Thank you for your answer."
    if row.sent_at is not None:
        return "We asked you whom you know. Answer whenever you like, or not at all."
    return gently(row.reasons)


def _words(value: Any) -> Any:
    """Numbers as people write them, and codes as words."""
    if isinstance(value, str):
        return value.replace("_", " ")
    return f"{value:g}" if hasattr(value, "as_tuple") else value

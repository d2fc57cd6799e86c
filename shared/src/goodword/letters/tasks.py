"""How a task is told: in a letter, and over the API."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol

from babel.dates import format_date, format_time

from goodword.letters.facts import Facts
from goodword.letters.task_words import TASK_WORDS
from goodword.money import Money

TASK: Final = "task"
"""The kind of the letter."""

SETTLE_PAYOUT: Final = "settle_payout"
SETTLE_DIFFERENCE: Final = "settle_difference"
RESOLVE_IDENTIFIERS: Final = "resolve_identifiers"
CHECK_IN: Final = "check_in"
VALUE_CONTACT: Final = "value_contact"
SEND_TERMS: Final = "send_terms"
MEND_ENDPOINT: Final = "mend_endpoint"
CONTACT_PROSPECT: Final = "contact_prospect"
LATE_CONTACT: Final = "late_contact"
ANSWER_QUESTION: Final = "answer_question"
PLAN_ANSWER: Final = "plan_answer"

_FINDINGS = (
    '{"outcome": "issued", "proof": "…"}',
    '{"outcome": "refused"}',
    '{"outcome": "ask_again"}',
)

_DIFFERENCES = (
    '{"outcome": "paid", "proof": "…"}',
    '{"outcome": "waived", "proof": "…"}',
)

_CHECKED = (
    '{"outcome": "pleased", "proof": "…"}',
    '{"outcome": "not_pleased", "proof": "…"}',
)

_OUTCOMES = {
    SETTLE_PAYOUT: _FINDINGS,
    SETTLE_DIFFERENCE: _DIFFERENCES,
    CHECK_IN: _CHECKED,
}

_CONTACTED = ("ref", ('POST /v1/referrals/{}/advance {{"status": "contacted"}}',))
_REPLY = "POST /v1/issues/{}/reply"
_TOLD = {
    CONTACT_PROSPECT: _CONTACTED,
    LATE_CONTACT: _CONTACTED,
    ANSWER_QUESTION: ("iss", (_REPLY,)),
    PLAN_ANSWER: ("iss", (_REPLY + ' {{"has_plan": true}}', "POST /v1/issues/{}/resolve")),
}
"""What ends tasks of these kinds, told of what has the prefix among their subjects."""

MAX_SHOWN = 6
"""So many of the things that a task is about are named in its letter."""


class Gift(Protocol):
    """What is to be handed over."""

    @property
    def kind(self) -> str: ...
    @property
    def amount(self) -> Money | None: ...
    @property
    def points(self) -> int | None: ...
    @property
    def percent_off(self) -> str | None: ...
    @property
    def item(self) -> str | None: ...


class Task(Protocol):
    """What a letter may know of a task: ids, and when it is due."""

    @property
    def subject(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def subjects(self) -> tuple[str, ...]: ...
    @property
    def due_at(self) -> datetime | None: ...
    @property
    def proof(self) -> str: ...
    @property
    def people(self) -> int: ...
    @property
    def gift(self) -> Gift | None: ...


def task_facts(task: Task) -> dict[str, object]:
    """The facts of its letter. `due_at` is still to be put on the reader's clock."""
    return {
        "task": task.subject,
        "task_kind": task.kind,
        "subjects": " ".join(task.subjects[:MAX_SHOWN]),
        "due_at": task.due_at,
        "proof": task.proof,
        "people": task.people,
        **(_gift_facts(task.gift) if task.gift else {}),
    }


def _gift_facts(gift: Gift) -> dict[str, object]:
    told = {"amount": gift.amount, "points": gift.points, "percent_off": gift.percent_off}
    return {"gift": gift.kind, "item": gift.item, **told}


def instructions(kind: str, language: str) -> str:
    """What to do about a task of `kind`."""
    words = TASK_WORDS[language]
    return words.what.get(kind, words.unknown)


def task_values(facts: Facts, language: str, locale: str) -> dict[str, object]:
    """What a template may show of a task."""
    words = TASK_WORDS[language]
    subjects = (facts.subjects or "").split()
    return {
        "task": facts.task,
        "what": instructions(facts.task_kind or "", language),
        "subjects": ", ".join(subjects),
        "hands_over": facts.gift is not None,
        "item": facts.item,
        "beneficiary": ", ".join(_of("per", subjects)) if facts.gift else None,
        "due": None if facts.due_at is None else _moment(facts.due_at, locale),
        "proof": words.proofs.get(facts.proof or "none"),
        "four_eyes": words.four_eyes if facts.people == 2 else None,
        "see": f"GET /v1/tasks/{facts.task}",
        "do": "\n".join(_deeds(facts, subjects)),
    }


def _deeds(facts: Facts, subjects: Sequence[str]) -> list[str]:
    """The requests or commands that end it, one a line."""
    done = f"POST /v1/tasks/{facts.task}/done"
    if facts.task_kind in _OUTCOMES:
        return [f"{done} {found}" for found in _OUTCOMES[facts.task_kind]]
    if facts.task_kind == VALUE_CONTACT:
        return ["POST /v1/value_contacts"]
    if facts.task_kind == SEND_TERMS:
        return [*(f"POST /v1/participants/{each}/discuss" for each in _of("prt", subjects)), done]
    if facts.task_kind in _TOLD:
        prefix, deeds = _TOLD[facts.task_kind]
        return [deed.format(each) for deed in deeds for each in _of(prefix, subjects)]
    if facts.task_kind == RESOLVE_IDENTIFIERS:
        return [*(f"POST /v1/people/{each}/merge" for each in _of("per", subjects)[:1]), done]
    if facts.task_kind == MEND_ENDPOINT:
        active, missed = '{"status": "active"}', '{"since": "…"}'
        paths = [f"/v1/webhook_endpoints/{each}" for each in _of("wep", subjects)]
        return [
            *(f"PATCH {path} {active}" for path in paths),
            *(f"POST {path}/replay {missed}" for path in paths),
        ]
    return [done]


def _of(prefix: str, subjects: Sequence[str]) -> list[str]:
    return [each for each in subjects if each.startswith(f"{prefix}_")]


def _moment(at: datetime, locale: str) -> str:
    """A moment as the clock shows it that it was put on, which is named."""
    day, time = format_date(at, "full", locale=locale), format_time(at, "short", locale=locale)
    return f"{day}, {time} ({at.tzinfo})"

"""The facts a letter is made of, checked: what a template may name, and nothing else.

There is deliberately no fact about the other side of a referral. A letter can only reveal what it
is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Literal, get_args
from urllib.parse import urlsplit

from goodword.letters.letter import LetterError
from goodword.letters.plain import lines, one_line, paragraphs
from goodword.money import Money

Side = Literal["referrer", "prospect"]
Wanted = Literal["name", "permission", "introduction"]
Step = Literal["leave", "introduction"]

MAX_FACT_CHARS = 2000
"""Bound on every text among the facts, links included."""

MAX_LABEL_CHARS = 200
"""Bound on what is shown on one line: names and codes."""

MAX_ADDRESS_LINES = 6

_OTHERS: Mapping[str, type] = {
    "amount": Money,
    "points": int,
    "due_at": datetime,
    "people": int,
    "rewarded": bool,
}
_LINKS = {"unsubscribe_url", "link", "business_logo_url", "answer_url", "opt_in_url"}
_WORDS: Mapping[str, tuple[str, ...]] = {
    "side": get_args(Side),
    "wanted": get_args(Wanted),
    "step": get_args(Step),
}
_LONG: Mapping[str, int] = {"terms": 25_000, "story": 1000, "draft": 4000}
"""Texts of several lines, and the most characters that each may have."""
_NAMES = ("first_name", "prospect_first")
"""First names: one that is too long is not shown, and no reason to write no letter."""
_NEEDED = ("business_name", "unsubscribe_url")
_NEEDED_BY: Mapping[str, tuple[str, ...]] = {
    "welcome": ("program", "terms"),
    "reward_failed_alert": ("gift", "reward", "reason"),
    "task": ("task", "task_kind"),
    "referral_ask": ("rep_name", "story", "wanted", "answer_url"),
    "introduction_request": ("rep_name",),
    "introduction_reminder": ("rep_name",),
    "introduction_draft": ("rep_name",),
    "introduction_thanks": ("rep_name",),
}
_NEEDED_BY_REWARDS = ("side", "gift")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A letter about a reward has `side` and `gift`, a welcome to a program `program` and `terms`.

    `gift` is a kind of the program document (`gift_card`, …); its worth is `amount`, `points`
    or `percent_off` ("20"), or unsaid. `code` and `link` are what we hand over ourselves; with
    neither, the letter says that `provider` will. `needed` is what is missing: `choice`,
    `address`, `tax_form` or `other`. A business is told of its `reward`, by id, and of the `reason`
    for which it failed, as a word. A letter about a `task` has its id and `task_kind`, the ids of
    its `subjects` with spaces between, the `proof` that it wants (`none`, `text`, `reference`) and
    how many `people` must do it, and the gift that it is to hand over, with the `item` that it is;
    `due_at` is shown on the clock of its own time zone.

    An ask is written by a rep (`rep_name`, `rep_contact`: how to reach or look them up), tells the
    client's `story`, which is what was done for them, and says what is `wanted`. A letter about an
    introduction encloses one that the client may send (`goodword.letters.drafts`): the `draft` as
    somebody has edited it, or else ours of `step`, which names `prospect_first`, their `problem`,
    `how_known` (how the two know each other) and `opt_in_url`, where the prospect answers.
    `problem`, `how_known` and `story` stand behind a colon or in brackets, so any phrase fits.
    `copy_to` is the address that the introduction is copied to; `rewarded`, that the client may get
    something for it."""

    business_name: str
    unsubscribe_url: str
    side: Side | None = None
    gift: str | None = None
    program: str | None = None
    terms: str | None = None
    business_address: str | None = None
    business_colour: str | None = None
    business_logo_url: str | None = None
    first_name: str | None = None
    amount: Money | None = None
    points: int | None = None
    percent_off: str | None = None
    code: str | None = None
    link: str | None = None
    provider: str | None = None
    needed: str | None = None
    reward: str | None = None
    reason: str | None = None
    task: str | None = None
    task_kind: str | None = None
    subjects: str | None = None
    due_at: datetime | None = None
    proof: str | None = None
    people: int | None = None
    item: str | None = None
    rep_name: str | None = None
    rep_contact: str | None = None
    story: str | None = None
    wanted: Wanted | None = None
    answer_url: str | None = None
    prospect_first: str | None = None
    how_known: str | None = None
    problem: str | None = None
    step: Step | None = None
    draft: str | None = None
    opt_in_url: str | None = None
    copy_to: str | None = None
    rewarded: bool | None = None

    @classmethod
    def read(cls, kind: str, given: Mapping[str, object]) -> "Facts":
        """Check `given` for a letter of `kind`; LetterError names the fact that is missing or
        wrong."""
        names = {field.name for field in fields(cls)}
        if unknown := sorted(given.keys() - names):
            raise LetterError(f"letters know no fact {', '.join(unknown)}")
        clean = {name: _checked(name, value) for name, value in given.items()}
        needed = _NEEDED + _NEEDED_BY.get(kind, _NEEDED_BY_REWARDS)
        if missing := [name for name in needed if not clean.get(name)]:
            raise LetterError(f"a letter needs {', '.join(missing)}")
        return cls(**clean)  # type: ignore[arg-type]  # _checked has looked at each


def _checked(name: str, value: object) -> object:
    if value is None:
        return None
    if name in _OTHERS:
        return _other(name, value)
    if not isinstance(value, str):
        raise LetterError(f"{name} must be text")
    most = _LONG.get(name, MAX_FACT_CHARS)
    if len(value) > most:
        raise LetterError(f"{name} is longer than {most} characters")
    if name in _LONG:
        return paragraphs(value)
    if name in _LINKS:
        return _link(name, value)
    return lines(value, MAX_ADDRESS_LINES) if name == "business_address" else _label(name, value)


def _other(name: str, value: object) -> object:
    if (type(value) is bool and _OTHERS[name] is not bool) or not isinstance(value, _OTHERS[name]):
        raise LetterError(f"{name} must be of type {_OTHERS[name].__name__}")
    if isinstance(value, datetime) and value.tzinfo is None:
        raise LetterError(f"{name} must have a time zone")
    return value


def _label(name: str, value: str) -> str:
    """A line that must be shown whole or not at all: half a gift code is worthless."""
    line = one_line(value)
    if len(line) > MAX_LABEL_CHARS and name not in _NAMES:
        raise LetterError(f"{name} is longer than {MAX_LABEL_CHARS} characters")
    if name in _WORDS and line not in _WORDS[name]:
        raise LetterError(f"{name} must be {' or '.join(_WORDS[name])}")
    return line


def _link(name: str, value: str) -> str:
    """A web address; anything else behind a button (javascript:, data:) is refused."""
    try:
        parts = urlsplit(value)
    except ValueError as error:
        raise LetterError(f"{name} is not a web address") from error
    printable = value.isascii() and value.isprintable() and " " not in value
    if not printable or parts.scheme not in ("https", "http") or not parts.netloc:
        raise LetterError(f"{name} is not a web address")
    return value

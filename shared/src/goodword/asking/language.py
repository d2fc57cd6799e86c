"""A language as the linter knows it: one data file, compiled once."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from goodword.asking.reading import fold

LANGUAGES: Final = ("en", "de", "fr", "es")
"""Those that texts can be checked in; each is a file of `languages/`, and one entry here."""

FAMILIES: Final = (
    "stranger",
    "demand",
    "deadline",
    "dependent",
    "debt",
    "pressure",
    "nagging",
    "presumption",
    "forwarding",
)
"""R-LIN-04: the ways of being pushy, by meaning."""

MIN_KNOWN = 3
"""So many common words of a language must be in a text before it is said to be written in it."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Question(_Part):
    open: list[str]
    before_open: list[str]
    preposition: list[str]
    elsewhere: list[str]
    tell: list[str]
    closed: list[str]
    subjects: list[str]
    tags: list[str]
    named: str


class _Seeking(_Part):
    people: list[str]
    circle: list[str]
    want: list[str]
    referral: list[str]
    service: list[str]


class _Indirect(_Part):
    wrapped: list[str]
    conditional: list[str]


class _Words(_Part):
    review: list[str]
    review_request: list[str]
    reward: list[str]
    outcome: list[str]
    broad: list[str]
    way_out: list[str]
    empty_contact: list[str]
    introduction: list[str]
    disclosure: list[str]


class _Data(_Part):
    """A file of `languages/`: lists of patterns of whole words, on folded text."""

    name: str
    common: list[str]
    leads: list[str]
    asides: list[str]
    ours: list[str]
    joins: list[str]
    private: list[str]
    question: _Question
    seeking: _Seeking
    indirect: _Indirect
    pushy: Mapping[str, list[str]]
    words: _Words
    better: Mapping[str, str]


class Language:
    """A language's patterns, compiled."""

    def __init__(self, code: str, data: Mapping[str, Any]) -> None:
        read = _Data.model_validate(data)
        if set(read.pushy) != set(FAMILIES):
            raise ValueError(f"{code}: the families of pushy words are {', '.join(FAMILIES)}")
        self.code = code
        self.common = frozenset(map(fold, read.common))
        self.better = read.better
        self.asides = re.compile(rf"^(?:{_any(read.asides)})$")
        self.ours = _words(read.ours)
        self.joins = _words(read.joins)
        self.private = _words(read.private)
        self.tags = re.compile(f"(?:{_any(read.question.tags)})")
        self.named = re.compile(read.question.named)
        self._question(read)
        self.people = _words(read.seeking.people)
        self.circle = _words(read.seeking.circle)
        self.want = _words(read.seeking.want)
        self.referral = _words(read.seeking.referral)
        self.service = _words(read.seeking.service)
        self.wrapped = _words(read.indirect.wrapped)
        self.conditional = _words(read.indirect.conditional)
        self.pushy = {family: _words(patterns) for family, patterns in read.pushy.items()}
        self.words = {name: _words(getattr(read.words, name)) for name in _Words.model_fields}

    def _question(self, read: _Data) -> None:
        asked = read.question
        lead = rf"^(?:(?:{_any(read.leads)})[ ,]+)*"
        before = rf"(?:(?:{_any(asked.before_open)}) )?"
        opens = rf"(?:{_any(asked.open)}){_END}"
        self.opens = re.compile(rf"{lead}(?:{before}{opens}|(?:{_any(asked.tell)}){_END})")
        self.opens_late = re.compile(rf"{lead}(?:{_any(asked.preposition)}) .*?\b{opens}")
        self.elsewhere = re.compile(rf"{lead}(?:{_any(asked.elsewhere)}){_END}")
        self.closes = re.compile(rf"{lead}(?:{_any(asked.closed)}){_END}")
        subject = rf"[ -](?:{_any(asked.subjects)}){_END}"
        self.closes_plainly = re.compile(rf"{lead}(?:{_any(asked.closed)}){subject}")


_END: Final = r"(?:(?!\w)|(?<=['-]))"


def _any(patterns: list[str]) -> str:
    return "|".join(f"(?:{pattern})" for pattern in patterns)


def _words(patterns: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_any(patterns)}){_END}")


@cache
def language(code: str) -> Language:
    """The language of one of `LANGUAGES`; KeyError where there is none."""
    if code not in LANGUAGES:
        raise KeyError(code)
    source = files("goodword.asking.languages").joinpath(f"{code}.toml")
    return Language(code, tomllib.loads(source.read_text(encoding="utf-8")))


def detect(folded: str) -> str | None:
    """Which of `LANGUAGES` a folded text is written in; None where none of them is plain."""
    words = re.findall(r"[a-zœæ]+", folded)
    known = {code: sum(word in language(code).common for word in words) for code in LANGUAGES}
    best, second = sorted(known.values(), reverse=True)[:2]
    if best < MIN_KNOWN or best == second:
        return None
    return max(known, key=lambda code: known[code])

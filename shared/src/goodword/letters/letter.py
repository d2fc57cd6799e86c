"""What a template is, what comes of it, and how large both may be."""

from dataclasses import dataclass

from goodword.errors import PermanentError

MAX_TEMPLATE_CHARS = 64_000
"""Bound on each body of a template, in characters."""

MAX_OUTPUT_CHARS = 100_000
"""Bound on each rendered body, in characters: Gmail cuts a mail off at 102 KB."""

MAX_SUBJECT_CHARS = 150
"""A longer subject is cut; inboxes show about half of that."""


class LetterError(PermanentError):
    """These facts and this template do not make a letter, however often it is tried."""


@dataclass(frozen=True, slots=True)
class Template:
    """The words of one kind of letter in one language; a change of words is a new version."""

    name: str
    version: int
    language: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A rendered letter: `text` and `html` say the same, `subject` is one line."""

    kind: str
    template: str
    version: int
    language: str
    subject: str
    text: str
    html: str

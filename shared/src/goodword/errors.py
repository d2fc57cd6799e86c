"""The ways a piece of work can end badly, each with one owner who handles it.

    GoodwordError
    ├── RejectedError      the caller is wrong: say so, with a stable code and what to do about it
    ├── TransientError     the world is not ready: the same work again, later, with backoff
    └── PermanentError     it can never work: a state of its own and a task for a human

"The business says no" is none of these: it is a value (a verdict with reasons), stored like any
fact. Anything else that is raised is a bug.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class GoodwordError(Exception):
    """What all of our own errors share: a sentence for a human."""


class Kind(StrEnum):
    """What sort of mistake the caller made; routes map it to a status, nobody else does."""

    INVALID = "invalid"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    VERSION_CONFLICT = "version_conflict"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake inside a request: where (a JSON pointer), what, and what to do."""

    pointer: str
    code: str
    detail: str


class RejectedError(GoodwordError):
    """The caller asked for something that cannot be done as asked.

    `code` is stable and part of the API; `detail` is a sentence that says what to do. `extra`
    holds further members of the problem document, such as `current` and `allowed`.
    """

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        kind: Kind = Kind.INVALID,
        problems: Sequence[Problem] = (),
        **extra: Any,
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.kind = kind
        self.problems = tuple(problems)
        self.extra = extra


class TransientError(GoodwordError):
    """The world is not ready; the same work will be tried again after `retry_after_s` seconds."""

    def __init__(self, detail: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(detail)
        self.retry_after_s = retry_after_s


class PermanentError(GoodwordError):
    """This can never work, however often it is tried."""

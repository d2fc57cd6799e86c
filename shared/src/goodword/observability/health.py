"""Whether a service is ready, as told by its own loops."""

import time
from dataclasses import dataclass

STARTING = "nothing has said yet that it is well"


@dataclass(frozen=True, slots=True)
class _Statement:
    ok: bool
    detail: str
    until: float | None


class Health:
    """What the parts of a service last said of themselves, by name.

    A part that hangs says nothing any more: where it gave its word for a while only (`good_for_s`),
    its silence counts as trouble.
    """

    def __init__(self) -> None:
        self._statements: dict[str, _Statement] = {}

    def say(
        self, name: str, ok: bool, detail: str = "", *, good_for_s: float | None = None
    ) -> None:
        """Part `name` is well, or not: `detail` says what is wrong and what to do about it."""
        until = time.monotonic() + good_for_s if good_for_s is not None else None
        self._statements[name] = _Statement(ok, detail, until)

    def remove(self, name: str) -> None:
        """Part `name` is no more, so its last word counts no longer."""
        self._statements.pop(name, None)

    def ready(self) -> tuple[bool, list[str]]:
        """Whether all is well, and every reason why not. False until someone has spoken."""
        reasons = [
            f"{name}: {reason}"
            for name, statement in sorted(self._statements.items())
            if (reason := _trouble(statement))
        ]
        if not self._statements:
            reasons.append(STARTING)
        return not reasons, reasons


def _trouble(statement: _Statement) -> str:
    if not statement.ok:
        return statement.detail or "not well"
    if statement.until is not None and statement.until < time.monotonic():
        return "has not been heard of for too long"
    return ""

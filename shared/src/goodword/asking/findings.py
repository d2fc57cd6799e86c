"""What the linter finds in a text."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]
Code = Literal[
    "closed_question",
    "indirect_question",
    "no_open_question",
    "pushy",
    "reward_first",
    "review_reward_link",
    "review_request",
    "outcome_missing",
    "too_broad",
    "no_value",
    "unresolved_placeholder",
    "no_way_out",
    "language_unsupported",
    "language_differs",
    "empty_contact",
    "missing_disclosure",
]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the method that a text may break, and the sentence that says how."""

    code: Code
    id: str
    said: str
    severity: Severity = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong (`error`: the text may not be used) or could be better (`warning`).

    `phrase` is what was written there, from `start` to `end` in characters of the text in
    composed form; both 0 where something is missing. `rule` is the rule of the method
    (`R-LIN-01`), `better` a sentence to use instead, in the text's language.
    """

    code: Code
    rule: str
    severity: Severity
    sentence: str
    phrase: str = ""
    start: int = 0
    end: int = 0
    better: str | None = None
    family: str | None = None


@dataclass(frozen=True, slots=True)
class Lint:
    """What was found; a text with an error may be neither published nor sent."""

    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if each.severity == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if each.severity == "warning")

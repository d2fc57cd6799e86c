"""A program: one document that says what is offered, to whom, for what."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal, Self, TypeAlias
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    AwareDatetime,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    model_validator,
)
from pydantic_core import PydanticCustomError

from goodword.errors import Problem
from goodword.money import Currency, decimals
from goodword.programs.document.limits import MAX_LIMITS, Limit
from goodword.programs.document.model import Days, DecimalText, Part, Text, money_problem
from goodword.programs.document.placeholders import placeholder_mistakes
from goodword.programs.document.rules import Cause, RewardRule

MAX_RULES = 20
MAX_TERMS_CHARS = 20_000
MAX_PLACES = 300
MAX_HOLD_DAYS = 730
DEFAULT_HOLD_DAYS = 30


class ProgramKind(StrEnum):
    """A code that is shared, or an introduction that is made."""

    CODE = "code"
    ACTIVE_INTRO = "active_intro"


class WindowStart(StrEnum):
    """The moment a window runs from; `share` is when the participant joined."""

    SHARE = "share"
    CLICK = "click"
    NAMED = "named"
    INTRODUCTION = "introduction"


class Window(Part):
    """How long a purchase counts, to the last second of the local day."""

    days: Days
    since: WindowStart = Field(alias="from")


DEFAULT_WINDOWS: Mapping[str, Mapping[str, int | str]] = {
    ProgramKind.CODE: {"days": 30, "from": "share"},
    ProgramKind.ACTIVE_INTRO: {"days": 90, "from": "introduction"},
}


class ApprovalAbove(Part):
    """Rewards above this amount wait for a person."""

    above: DecimalText


Approval: TypeAlias = Annotated[
    Annotated[Literal["automatic", "manual"], Tag("<word>")]
    | Annotated[ApprovalAbove, Tag("<above>")],
    Discriminator(lambda value: "<word>" if isinstance(value, str) else "<above>"),
]


def _known_currency(currency: str) -> str:
    try:
        decimals(currency)
    except ValueError as error:
        raise PydanticCustomError("unknown_currency", "Use a code of ISO 4217.") from error
    return currency


_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?")


def _https(url: str) -> str:
    """The host is fixed here and read in one way by everybody: no name before it, no backslash."""
    try:
        parts = urlsplit(url)
        plain = parts.scheme == "https" and bool(_HOST.fullmatch(parts.netloc)) and "\\" not in url
    except ValueError:
        plain = False
    if not plain:
        raise PydanticCustomError("not_https", "Give an address that begins with https://.")
    return url


class ProgramDocument(Part):
    """The whole document. What validates can be evaluated: `decide` never raises on it."""

    name: Text
    kind: ProgramKind
    currency: Annotated[Currency, AfterValidator(_known_currency)]
    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None
    window: Window
    destination_url: (
        Annotated[
            str,
            StringConstraints(strict=True, max_length=2000, pattern=r"^[\x21-\x7e]+$"),
            AfterValidator(_https),
        ]
        | None
    ) = None
    touch: Literal["last", "first"] = "last"
    hold_days: int = Field(default=DEFAULT_HOLD_DAYS, strict=True, ge=0, le=MAX_HOLD_DAYS)
    approval: Approval = "automatic"
    on_refund: Literal["proportional", "threshold"] = "proportional"
    rewards: tuple[RewardRule, ...] = Field(min_length=1, max_length=MAX_RULES)
    limits: tuple[Limit, ...] = Field(default=(), max_length=MAX_LIMITS)
    terms: Annotated[str, StringConstraints(strict=True, max_length=MAX_TERMS_CHARS)] | None = None
    places: (
        Annotated[
            tuple[Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")], ...],
            Field(min_length=1, max_length=MAX_PLACES, description="ISO 3166, such as US-FL"),
        ]
        | None
    ) = None
    audience: tuple[Literal["clients", "partners", "group_members", "anyone"], ...] = Field(
        default=("clients",), min_length=1, max_length=4
    )

    @model_validator(mode="before")
    @classmethod
    def _fill_window(cls, given: Any) -> Any:
        """The window that goes without saying depends on the kind."""
        if isinstance(given, dict) and given.get("window") is None:
            kind = given.get("kind")
            default = DEFAULT_WINDOWS.get(kind) if isinstance(kind, str) else None
            return given | {"window": default} if default else given
        return given

    @model_validator(mode="after")
    def _refuse_mistakes(self) -> Self:
        if problems := tuple(self.mistakes()):
            raise PydanticCustomError("mistakes", "See the problems.", {"problems": problems})
        return self

    def __hash__(self) -> int:
        # Cheap on purpose: documents are keys of the cache of plans, once per decision.
        return hash((self.name, self.kind, self.currency, self.hold_days))

    def rewards_on(self, cause: Cause) -> bool:
        """Whether any rule waits for this."""
        return any(rule.on is cause for rule in self.rewards)

    def mistakes(self) -> Iterator[Problem]:
        """What has the right form and still cannot be right, each with a pointer."""
        yield from self._own_mistakes()
        for place, rule in enumerate(self.rewards):
            yield from rule.mistakes(f"/rewards/{place}", self.currency)
        yield from self._rule_mistakes()
        gifts = [gift for rule in self.rewards for gift in rule.give.gifts]
        for place, limit in enumerate(self.limits):
            yield from limit.mistakes(f"/limits/{place}", self.currency, gifts)

    def _own_mistakes(self) -> Iterator[Problem]:
        if self.kind is ProgramKind.CODE and self.destination_url is None:
            detail = "Say where a shared link leads: an address that begins with https://."
            yield Problem("/destination_url", "missing", detail)
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            yield Problem("/ends_at", "ends_before_start", "End after the start.")
        yield from placeholder_mistakes(self.terms)
        if isinstance(self.approval, ApprovalAbove):
            above = self.approval.above
            if problem := money_problem("/approval/above", above, self.currency, least=0):
                yield problem

    def _rule_mistakes(self) -> Iterator[Problem]:
        seen: set[str] = set()
        for place, rule in enumerate(self.rewards):
            if rule.rule in seen:
                detail = f"Another rule is called {rule.rule} already."
                yield Problem(f"/rewards/{place}/rule", "duplicate_rule", detail)
            seen.add(rule.rule)
            if rule.on is Cause.NAMED and self.kind is not ProgramKind.CODE:
                detail = "A name alone earns in code programs only."
                yield Problem(f"/rewards/{place}/on", "on_does_not_fit", detail)

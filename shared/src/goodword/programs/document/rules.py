"""One rule of a program: who gets what, when which fact comes true."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from goodword.errors import Problem
from goodword.programs.document.amounts import needs_sale
from goodword.programs.document.conditions import Entry, comparisons, when_mistakes
from goodword.programs.document.gifts import Gift, Give
from goodword.programs.document.limits import MAX_LIMITS, Limit
from goodword.programs.document.model import Part

MAX_ENTRIES = 20
"""Bound on the entries of `when`, as on the comparisons in them."""

Slug = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9_-]{0,39}$")]


class Recipient(StrEnum):
    """Who is rewarded."""

    REFERRER = "referrer"
    PROSPECT = "prospect"
    REP = "rep"
    PARTNER = "partner"


class Cause(StrEnum):
    """The facts that can earn a reward: a sale, or a stage that a referral reaches before any. What
    a stage has earned no later fact of the referral takes back."""

    NAMED = "named"
    INTRODUCED = "introduced"
    QUALIFIED = "qualified"
    SALE = "sale"


class RewardRule(Part):
    """`rule` is part of what makes a reward unique, so it never changes its meaning."""

    rule: Slug
    to: Recipient
    on: Cause = Cause.SALE
    when: tuple[Entry, ...] = Field(default=(), max_length=MAX_ENTRIES)
    give: Give
    instead: Gift | None = None
    limits: tuple[Limit, ...] = Field(default=(), max_length=MAX_LIMITS)

    @property
    def gifts(self) -> tuple[Gift, ...]:
        """Every gift this rule may give."""
        return self.give.gifts + ((self.instead,) if self.instead else ())

    def mistakes(self, at: str, currency: str) -> Iterator[Problem]:
        """What cannot be right in this rule, with pointers below `at`."""
        yield from when_mistakes(self.when, f"{at}/when", currency)
        yield from self.give.mistakes(f"{at}/give", currency)
        if self.instead:
            yield from self.instead.mistakes(f"{at}/instead", currency)
        for place, limit in enumerate(self.limits):
            yield from limit.mistakes(f"{at}/limits/{place}", currency, self.give.gifts)
        if self.on is not Cause.SALE:
            yield from self._stage_mistakes(at)

    def _stage_mistakes(self, at: str) -> Iterator[Problem]:
        """Before a sale nothing is known of it."""
        for pointer, condition in comparisons(self.when, f"{at}/when"):
            if condition.field.startswith("sale."):
                detail = f"There is no sale yet on {self.on}; use another field or on: sale."
                yield Problem(f"{pointer}/field", "not_known_yet", detail)
        for pointer, gift in self.gift_pointers(at):
            if needs_sale(gift.amount):
                detail = f"There is no sale yet on {self.on}; give an amount that needs none."
                yield Problem(f"{pointer}/amount", "not_known_yet", detail)

    def gift_pointers(self, at: str) -> Iterator[tuple[str, Gift]]:
        """Every gift this rule may give, with its pointer."""
        if isinstance(self.give, Gift):
            yield f"{at}/give", self.give
        else:
            for place, gift in enumerate(self.give.choose):
                yield f"{at}/give/choose/{place}", gift
        if self.instead:
            yield f"{at}/instead", self.instead

"""Everything a decision may look at, frozen by whoever owns the facts.

Times are aware and `zone` is the business's: the caller has settled both, so that deciding can
neither fail nor ask a clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, ConfigDict, Field, TypeAdapter, ValidationError

from goodword.errors import RejectedError
from goodword.ids import PersonId, ProgramId
from goodword.money import Money
from goodword.programs.document.reading import problems_of
from goodword.programs.document.rules import Cause, Recipient
from goodword.programs.evaluation.reasons import Actual, ReasonCode

Accepts = Literal["anything", "donation_only", "nothing"]

UTC = ZoneInfo("UTC")

_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who takes part; `household` are keyed hashes of what a household shares.

    `legal` is what is known of them that a rule of law may ask (`client`, `licensed`, …): true or
    false, and what is not in it is unknown.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    person_id: PersonId
    country: str | None = None
    region: str | None = None
    tags: tuple[str, ...] = ()
    accepts: Accepts = "anything"
    household: tuple[str, ...] = ()
    legal: Mapping[str, bool] | None = None
    had_in_year: Money | None = None
    had_in_12_months: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Referrer(Person):
    """Who referred. Sales are referred sales, the one at hand included where there is one.

    `favourites_at` is when they told their favourites, `bought_at` when they first bought
    themselves, `discussed_at` when the program was first talked about with them.
    """

    sales_in_month: int = 1
    sales_in_year: int = 1
    sales_lifetime: int = 1
    tenure_days: int | None = None
    favourites_at: AwareDatetime | None = None
    bought_at: AwareDatetime | None = None
    discussed_at: AwareDatetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """The referral as it stood when the fact came true."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    referral_class: Literal["passive_lead", "named_referral", "active_referral"]
    channel: Literal["code", "link", "named", "lead", "slip"]
    depth: int = 1
    shared_at: AwareDatetime | None = None
    clicked_at: AwareDatetime | None = None
    named_at: AwareDatetime | None = None
    introduced_at: AwareDatetime | None = None
    terms_sent_at: AwareDatetime | None = None
    introduction_verified: bool = True

    @property
    def begun_at(self) -> datetime | None:
        """When this prospect was first referred; for a bare code, when it was shared."""
        moments = (self.clicked_at, self.named_at, self.introduced_at)
        return min((one for one in moments if one is not None), default=self.shared_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """The sale at hand. `net` is what it is now, after refunds known so far."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    net: Money
    gross: Money
    number: int = 1
    source: str = "api"
    product_ids: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    test: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What the caller found out beyond these facts, such as `tax_form_missing`.

    Without `rule` and `to` it stands in the way of every reward.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    code: ReasonCode
    required: Actual = None
    actual: Actual = None
    rule: str | None = None
    to: Recipient | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One fact that may earn rewards: `moment` is the sale's `closed_at`, or the stage's time.

    `legal` is what is known of what was referred that a rule of law may ask.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    cause: Cause
    moment: AwareDatetime
    program_id: ProgramId
    program_version: int
    prospect: Person
    prospect_is_new: bool
    referrer: Referrer
    referral: Referral
    sale: Sale | None = None
    rep: Person | None = None
    partner: Person | None = None
    zone: ZoneInfo = UTC
    legal: Mapping[str, bool] | None = None
    findings: Annotated[tuple[Finding, ...], Field(max_length=100)] = ()

    def of(self, to: Recipient) -> Person | None:
        """Who stands in the place of `to` here."""
        people: Mapping[Recipient, Person | None] = {
            Recipient.REFERRER: self.referrer,
            Recipient.PROSPECT: self.prospect,
            Recipient.REP: self.rep,
            Recipient.PARTNER: self.partner,
        }
        return people[to]


_FACTS = TypeAdapter(Facts)


def read_facts(raw: Any) -> Facts:
    """Example facts from JSON, for a dry run; RejectedError `invalid_facts` with pointers."""
    try:
        return _FACTS.validate_python(raw)
    except ValidationError as error:
        raise RejectedError(
            "invalid_facts",
            "These facts cannot be read; see each problem.",
            problems=problems_of(error, raw),
        ) from error

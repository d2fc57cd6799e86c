"""How each field is read from facts, and how a value read so is shown."""

from collections.abc import Callable, Mapping
from typing import TypeAlias
from uuid import UUID

from goodword import ids
from goodword.programs.document.fields import FIELDS, FieldName, FieldType
from goodword.programs.evaluation.facts import Facts
from goodword.programs.evaluation.reasons import Actual
from goodword.programs.evaluation.windows import days_between

Found: TypeAlias = bool | int | str | UUID | tuple[str, ...] | None
Read: TypeAlias = Callable[[Facts], Found]


def days_since_referral(facts: Facts) -> int | None:
    """Whole local days from the referral to the sale."""
    begun = facts.referral.begun_at
    if facts.sale is None or begun is None:
        return None
    return days_between(begun, facts.moment, facts.zone)


READINGS: Mapping[FieldName, Read] = {
    "sale.net": lambda facts: facts.sale.net.minor if facts.sale else None,
    "sale.gross": lambda facts: facts.sale.gross.minor if facts.sale else None,
    "sale.number": lambda facts: facts.sale.number if facts.sale else None,
    "sale.source": lambda facts: facts.sale.source if facts.sale else None,
    "sale.product_ids": lambda facts: facts.sale.product_ids if facts.sale else None,
    "sale.tags": lambda facts: facts.sale.tags if facts.sale else None,
    "sale.days_since_referral": days_since_referral,
    "prospect.is_new": lambda facts: facts.prospect_is_new,
    "prospect.country": lambda facts: facts.prospect.country,
    "prospect.tags": lambda facts: facts.prospect.tags,
    "referral.class": lambda facts: facts.referral.referral_class,
    "referral.channel": lambda facts: facts.referral.channel,
    "referral.depth": lambda facts: facts.referral.depth,
    "referrer.sales_in_month": lambda facts: facts.referrer.sales_in_month,
    "referrer.sales_in_year": lambda facts: facts.referrer.sales_in_year,
    "referrer.sales_in_lifetime": lambda facts: facts.referrer.sales_lifetime,
    "referrer.tenure_days": lambda facts: facts.referrer.tenure_days,
    "referrer.tags": lambda facts: facts.referrer.tags,
    "referrer.country": lambda facts: facts.referrer.country,
    "rep.id": lambda facts: facts.rep.person_id if facts.rep else None,
}


def shown(field: FieldName, found: Found, places: int) -> Actual:
    """A value as JSON can say it; money with `places` decimals."""
    if isinstance(found, UUID):
        return ids.show("per", found)
    if FIELDS[field].type is FieldType.MONEY and isinstance(found, int):
        return money_text(found, places)
    return found


def money_text(minor: int, places: int) -> str:
    """Minor units as a decimal text: `7990` at two places is `79.90`."""
    if not places:
        return str(minor)
    digits = str(abs(minor)).rjust(places + 1, "0")
    return f"{'-' if minor < 0 else ''}{digits[:-places]}.{digits[-places:]}"

"""The closed list of what a condition may ask about, with types and units."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from pydantic import JsonValue


class Op(StrEnum):
    """How a condition compares what is with what it wants."""

    EQ = "eq"
    NE = "ne"
    IN = "in"
    NOT_IN = "not_in"
    GT = "gt"
    GTE = "gte"
    LT = "lt"
    LTE = "lte"
    CONTAINS = "contains"
    EXISTS = "exists"


class FieldType(StrEnum):
    """What a field holds, which settles the ops that fit it."""

    MONEY = "money"
    NUMBER = "number"
    FLAG = "flag"
    TEXT = "text"
    LIST = "list"


_SAME = frozenset({Op.EQ, Op.NE, Op.EXISTS})
_ONE_OF = _SAME | {Op.IN, Op.NOT_IN}
_ORDERED = _ONE_OF | {Op.GT, Op.GTE, Op.LT, Op.LTE}

OPS: Mapping[FieldType, frozenset[Op]] = {
    FieldType.MONEY: _ORDERED,
    FieldType.NUMBER: _ORDERED,
    FieldType.FLAG: _SAME,
    FieldType.TEXT: _ONE_OF,
    FieldType.LIST: frozenset({Op.CONTAINS, Op.EXISTS}),
}

FieldName = Literal[
    "sale.net",
    "sale.gross",
    "sale.number",
    "sale.source",
    "sale.product_ids",
    "sale.tags",
    "sale.days_since_referral",
    "prospect.is_new",
    "prospect.country",
    "prospect.tags",
    "referral.class",
    "referral.channel",
    "referral.depth",
    "referrer.sales_in_month",
    "referrer.sales_in_year",
    "referrer.sales_in_lifetime",
    "referrer.tenure_days",
    "referrer.tags",
    "referrer.country",
    "rep.id",
]

CountedField = Literal[
    "sale.number",
    "referral.depth",
    "referrer.sales_in_month",
    "referrer.sales_in_year",
    "referrer.sales_in_lifetime",
]
"""Fields that count from 1, so that tiers can climb by them."""


@dataclass(frozen=True, slots=True)
class FieldRules:
    """What a value of this field looks like; `pattern` and `choices` bind texts only."""

    type: FieldType
    unit: str
    pattern: str = r"^.{1,200}$"
    choices: tuple[str, ...] = ()


_COUNTRY = r"^[A-Z]{2}$"

FIELDS: Mapping[FieldName, FieldRules] = {
    "sale.net": FieldRules(FieldType.MONEY, "amount in the program's currency"),
    "sale.gross": FieldRules(FieldType.MONEY, "amount in the program's currency"),
    "sale.number": FieldRules(FieldType.NUMBER, "how-manieth sale to this client, from 1"),
    "sale.source": FieldRules(FieldType.TEXT, "name of the source"),
    "sale.product_ids": FieldRules(FieldType.LIST, "the source's product ids"),
    "sale.tags": FieldRules(FieldType.LIST, "tags"),
    "sale.days_since_referral": FieldRules(FieldType.NUMBER, "days, in the business's time zone"),
    "prospect.is_new": FieldRules(FieldType.FLAG, "true before the first purchase"),
    "prospect.country": FieldRules(FieldType.TEXT, "ISO 3166-1 alpha-2", _COUNTRY),
    "prospect.tags": FieldRules(FieldType.LIST, "tags"),
    "referral.class": FieldRules(
        FieldType.TEXT,
        "class of the referral",
        choices=("passive_lead", "named_referral", "active_referral"),
    ),
    "referral.channel": FieldRules(
        FieldType.TEXT, "how it came", choices=("code", "link", "named", "lead", "slip")
    ),
    "referral.depth": FieldRules(FieldType.NUMBER, "steps from the first referrer, from 1"),
    "referrer.sales_in_month": FieldRules(FieldType.NUMBER, "referred sales, this one included"),
    "referrer.sales_in_year": FieldRules(FieldType.NUMBER, "referred sales, this one included"),
    "referrer.sales_in_lifetime": FieldRules(FieldType.NUMBER, "referred sales, this one included"),
    "referrer.tenure_days": FieldRules(FieldType.NUMBER, "days since the first purchase"),
    "referrer.tags": FieldRules(FieldType.LIST, "tags"),
    "referrer.country": FieldRules(FieldType.TEXT, "ISO 3166-1 alpha-2", _COUNTRY),
    "rep.id": FieldRules(FieldType.TEXT, "id of the rep", r"^per_[0-7][0-9a-hjkmnp-tv-z]{25}$"),
}

UNITS: dict[str, JsonValue] = {
    name: f"{rules.type}: {rules.unit}" for name, rules in FIELDS.items()
}
"""For the schema of the document."""

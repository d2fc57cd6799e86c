"""What the written terms of a program are put together from, in one language."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Whole sentences where there is one to say, so that each language orders its own words; names
    in braces are filled in. Keys of mappings are the words of the document."""

    locale: str
    title: str
    who: str
    where: str
    audience: Mapping[str, str]
    what_counts_code: str
    what_counts_introduction: str
    when: str
    since: Mapping[str, str]
    starts: str
    ends: str
    reward: str
    receives: Mapping[str, str]
    causes: Mapping[str, str]
    own_purchase: str
    instead: str
    conditions: str
    new_customer: str
    known_customer: str
    minimum: str
    no_minimum: str
    either: str
    or_: str
    not_: str
    ops: Mapping[str, str]
    fields: Mapping[str, str]
    yes: str
    no: str
    limits: str
    no_limits: str
    limit: str
    of_rule: str
    of_all_rules: str
    per: Mapping[str, str]
    periods: Mapping[str, str]
    hold: str
    proportional: str
    threshold: str
    tax: str
    ending: str
    and_: str
    reward_one: str
    reward_many: str
    point_one: str
    point_many: str
    day_one: str
    day_many: str
    kinds: Mapping[str, str]
    item: str
    worth: str
    favourite: str
    for_place: str
    valid: str
    choice: str
    choice_or: str
    choice_default: str
    default_kinds: Mapping[str, str]
    percent_of: str
    bases: Mapping[str, str]
    at_least: str
    at_most: str
    off: str
    tier: str
    counting: str
    counts: Mapping[str, str]

    def counted(self, count: int, thing: str) -> str:
        """`1 reward`, `10 rewards`; `thing` is `reward`, `point` or `day`."""
        pattern: str = getattr(self, f"{thing}_{'one' if count == 1 else 'many'}")
        return pattern.format(count=count)

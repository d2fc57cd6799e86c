"""All rules of law that the product knows, each once, in files by subject.

They are facts about the law with their sources, and no legal advice.
"""

from collections.abc import Mapping

from goodword.compliance.rule import Rule
from goodword.compliance.rules import (
    everywhere,
    health,
    insurance,
    insurance_north,
    insurance_special,
    professions,
    property,
    trades,
)

_MODULES = (
    insurance,
    insurance_north,
    insurance_special,
    property,
    health,
    professions,
    trades,
    everywhere,
)

RULES: tuple[Rule, ...] = tuple(rule for module in _MODULES for rule in module.RULES)


def _by_id(rules: tuple[Rule, ...]) -> Mapping[str, Rule]:
    """The rules by id; ValueError for an id that comes twice, or overrides none that there is."""
    found = {rule.id: rule for rule in rules}
    missing = {target for rule in rules for target in rule.overrides} - found.keys()
    if len(found) != len(rules) or missing:
        raise ValueError(f"rules of law come twice, or override unknown ones: {sorted(missing)}")
    return found


BY_ID: Mapping[str, Rule] = _by_id(RULES)

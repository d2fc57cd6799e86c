"""Each rule of the method has a test that is named after it, or a reason why it has none."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

TESTS: Final = Path(__file__).parents[1]
_METHOD = tomllib.loads((TESTS / "shared" / "method.toml").read_text())
LEFT_OUT: Final[Mapping[str, str]] = _METHOD.pop("left_out")
RULES: Final = {rule: about for part in _METHOD.values() for rule, about in part.items()}
_TEST = re.compile(r"^(?:async )?def (test_\w+)", re.M)
_IDS = re.compile(r"r_([a-z]{3})((?:(?:_and)?_\d{2})+)(?=_|$)")
_SEEN = re.compile(r"\bR-(?:REV|MSG|NPS|ASK|SRC|VAL|SLA|THX|LIN|INT)-\d{2}\b")


def named() -> dict[str, set[str]]:
    """The tests of each rule that any test names."""
    found: dict[str, set[str]] = {}
    for path in sorted(TESTS.rglob("test_rules_*.py")):
        for test in _TEST.findall(path.read_text()):
            for family, numbers in _IDS.findall(test):
                for number in re.findall(r"\d{2}", numbers):
                    rule = f"R-{family.upper()}-{number}"
                    found.setdefault(rule, set()).add(f"{path.name}::{test}")
    return found


def test_no_rule_of_the_method_lacks_a_case() -> None:
    lacking = {rule: about for rule, about in RULES.items() if rule not in named()}

    assert {rule: about for rule, about in lacking.items() if rule not in LEFT_OUT} == {}


def test_what_is_left_out_has_no_case_and_is_a_rule() -> None:
    assert LEFT_OUT.keys() - RULES.keys() == set()
    assert LEFT_OUT.keys() & named().keys() == set()


def test_rules_that_the_product_names_are_listed() -> None:
    product = [*(TESTS.parent / "shared").rglob("*.py"), *(TESTS.parent / "services").rglob("*.py")]
    seen = {rule for path in product for rule in _SEEN.findall(path.read_text())}

    assert len(RULES) == 87
    assert seen - RULES.keys() == set()

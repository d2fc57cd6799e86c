"""CONTRIBUTING lists what must never break, with what guards it and the test that fails without."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (\d+\..*?)? ?\| `(\S+?):(\w+)` \| `(\S+?\.py)::(\w+)` \|$", re.MULTILINE)


def table() -> str:
    text = (ROOT / "CONTRIBUTING.md").read_text()
    return text.partition("\n## Guards\n")[2].partition("\n## ")[0]


def test_each_invariant_has_a_guard_and_a_test_that_is_there() -> None:
    rows = ROW.findall(table())

    numbers = [int(name.partition(".")[0]) for name, *_ in rows if name]
    assert numbers == list(range(1, 11))
    for _, file, guard, test_file, test in rows:
        assert re.search(rf"\b{guard}\b", (ROOT / file).read_text()), f"{file}: no {guard}"
        found = re.search(rf"^(async )?def {test}\(", (ROOT / test_file).read_text(), re.MULTILINE)
        assert found, f"{test_file}: no {test}"


def test_every_line_of_the_table_is_read() -> None:
    lines = [line for line in table().splitlines() if line.startswith("|")][2:]

    assert len(lines) == len(ROW.findall(table()))

"""Cases of law, written as lines: `rule | expected | industry | place | kind | trigger | facts`.

Facts are `+licensed` (it is so), `-licensed` (it is not) and `~public_official` (nothing is known
of it); the rest are amounts in minor units: `value`, `year` and `months` (had before). What a shop
need not ask its clients is not so unless it is said. Expected is a decision, `CONDITIONS` (a yes
with all conditions met), `OPEN` (a yes that waits for one), `-` (the rule says nothing of it) or
`?` (it cannot tell, and nothing is allowed).
"""

from dataclasses import dataclass
from pathlib import Path

from goodword.compliance.case import Case
from goodword.compliance.facts import PRESUMED_ABSENT, Fact
from goodword.compliance.industries import industry_of
from goodword.compliance.vocabulary import Kind, Side, Trigger
from goodword.money import Money

TABLE = Path(__file__).parent / "table"


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    rule: str
    expected: str
    case: Case
    text: str


def lines() -> list[Line]:
    return [
        _line(text)
        for path in sorted(TABLE.glob("*.txt"))
        for text in path.read_text().splitlines()
        if text and not text.startswith("#")
    ]


def _line(text: str) -> Line:
    rule, expected, industry, place, kind, trigger, *rest = (one.strip() for one in text.split("|"))
    words = rest[0].split() if rest else []
    return Line(rule, expected, a_case(industry, place, kind, trigger, words), text)


def a_case(industry: str, place: str, kind: str, trigger: str, words: list[str]) -> Case:
    named = dict(word.split("=") for word in words if "=" in word)
    currency = named.get("in", "USD")

    def amount(name: str, ordinary: str) -> Money | None:
        told = named.get(name, ordinary)
        return None if told == "unknown" else Money(minor=int(told), currency=currency)

    yes = {Fact(word[1:]) for word in words if word.startswith("+")}
    no = {Fact(word[1:]) for word in words if word.startswith("-")}
    unknown = {Fact(word[1:]) for word in words if word.startswith("~")}
    return Case(
        industry=industry_of(None if industry == "untold" else industry),
        side=Side(named.get("side", "referrer")),
        places=("" if place == "nowhere" else place,),
        kinds=frozenset(Kind(one) for one in named.get("kinds", kind).split(",")),
        trigger=None if trigger == "unknown" else Trigger(trigger),
        value=amount("value", "1000"),
        in_year=amount("year", "0"),
        in_12_months=amount("months", "0"),
        yes=frozenset(yes),
        no=frozenset(no | (PRESUMED_ABSENT - yes - unknown)),
    )

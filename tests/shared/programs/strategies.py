"""Documents and facts of all kinds, for what must hold for every one of them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from tests.shared.programs.samples import (
    ALLOWED,
    ANA,
    BEN,
    PROGRAM,
    REP,
    UNKNOWN,
    Forbids,
    raw_program,
)

from goodword.errors import RejectedError
from goodword.money import Money
from goodword.programs import (
    Cause,
    Facts,
    Finding,
    Person,
    ProgramDocument,
    ReasonCode,
    Referral,
    Referrer,
    Sale,
    read_document,
)
from goodword.programs.document.fields import FIELDS, OPS, FieldType, Op

MAY = datetime(2026, 5, 1, tzinfo=UTC)

amounts = st.integers(1, 10**8).map(lambda minor: f"{minor // 100}.{minor % 100:02d}")
fields = st.sampled_from(sorted(FIELDS))
words = st.sampled_from(["vip", "web", "pos", "shopify"])


def _value(name: str) -> st.SearchStrategy[Any]:
    rules = FIELDS[name]  # type: ignore[index]
    if rules.choices:
        return st.sampled_from(rules.choices)
    if name.endswith("country"):
        return st.sampled_from(["US", "DE"])
    if name == "rep.id":
        return st.sampled_from(["per_01j00000000000000000000000", "per_7zzzzzzzzzzzzzzzzzzzzzzzzz"])
    return {
        FieldType.MONEY: amounts,
        FieldType.NUMBER: st.integers(-3, 400),
        FieldType.FLAG: st.booleans(),
        FieldType.TEXT: words,
        FieldType.LIST: words,
    }[rules.type]


@st.composite
def comparisons(draw: st.DrawFn) -> dict[str, Any]:
    name = draw(fields)
    op = draw(st.sampled_from(sorted(OPS[FIELDS[name].type])))
    if op is Op.EXISTS:
        return {"field": name, "op": "exists", "value": draw(st.booleans())}
    if op in (Op.IN, Op.NOT_IN):
        value = draw(st.lists(_value(name), min_size=1, max_size=4))
    else:
        value = draw(_value(name))
    return {"field": name, "op": op.value, "value": value}


leaf = comparisons()
branch = leaf | leaf.map(lambda one: {"not": one})
entries = branch | st.lists(branch, min_size=1, max_size=3).map(lambda some: {"any": some})

money = (
    amounts.map(lambda text: {"fixed": text})
    | st.fixed_dictionaries(
        {"percent": st.sampled_from(["0.5", "10", "33.3333", "100"])},
        optional={"of": st.sampled_from(["sale.net", "sale.gross"]), "min": st.just("2.00")},
    )
    | st.lists(amounts, min_size=1, max_size=3).map(
        lambda all_: {
            "tiers": [{"from": 1 + 2 * n, "fixed": one} for n, one in enumerate(all_)],
            "by": "referrer.sales_in_year",
        }
    )
)
gifts = st.one_of(
    money.map(lambda amount: {"kind": "gift_card", "amount": amount}),
    money.map(lambda amount: {"kind": "cash", "amount": amount}),
    money.map(lambda amount: {"kind": "charity_donation", "amount": amount, "where": "favourite"}),
    st.integers(1, 999).map(lambda n: {"kind": "points", "amount": {"points": n}}),
    st.just({"kind": "discount_code", "amount": {"percent_off": "12.5"}}),
    st.just({"kind": "recognition"}),
)
choices = st.lists(gifts, min_size=2, max_size=3, unique_by=lambda gift: gift["kind"]).map(
    lambda some: {"choose": some, "default": some[0]["kind"]}
)
limits = st.fixed_dictionaries(
    {
        "per": st.sampled_from(["referrer", "prospect", "household", "program"]),
        "in": st.sampled_from(["day", "week", "month", "year", "lifetime"]),
    },
    optional={"count": st.integers(1, 3), "amount": amounts | st.integers(1, 999)},
)


@st.composite
def documents(draw: st.DrawFn) -> ProgramDocument:
    """Any document that may be saved: limits that may not are left out again."""
    rules = [
        {
            "rule": f"rule{place}",
            "to": draw(st.sampled_from(["referrer", "prospect", "rep", "partner"])),
            "when": draw(st.lists(entries, max_size=3)),
            "give": draw(gifts | choices),
            "limits": draw(st.lists(limits, max_size=2)),
        }
        | draw(st.fixed_dictionaries({}, optional={"instead": gifts}))
        for place in range(draw(st.integers(1, 3)))
    ]
    raw = raw_program(
        *rules,
        kind=draw(st.sampled_from(["code", "active_intro"])),
        on_refund=draw(st.sampled_from(["proportional", "threshold"])),
        approval=draw(st.sampled_from(["automatic", "manual", {"above": "50.00"}])),
        limits=draw(st.lists(limits, max_size=2)),
    )
    return _saved(raw)


def _saved(raw: dict[str, Any]) -> ProgramDocument:
    try:
        return read_document(raw)
    except RejectedError:
        bare = [rule | {"limits": []} for rule in raw["rewards"]]
        return read_document(raw | {"rewards": bare, "limits": []})


moments = st.datetimes(timezones=st.just(UTC))
near = st.integers(-40, 400).map(
    lambda days: datetime(2026, 5, 1, tzinfo=UTC) + timedelta(days=days)
)
times = near | moments
maybe = st.none() | times
hashes = st.lists(st.sampled_from(["h1", "h2", "h3"]), max_size=2).map(tuple)
minors = st.integers(-(10**15), 10**15) | st.integers(-1000, 100_000)
people = st.builds(
    Person,
    person_id=st.sampled_from([ANA, BEN, REP]),
    country=st.sampled_from([None, "US", "DE"]),
    tags=st.lists(words, max_size=2).map(tuple),
    accepts=st.sampled_from(["anything", "donation_only", "nothing"]),
    household=hashes,
)


@st.composite
def sales(draw: st.DrawFn) -> Sale:
    currency = draw(st.sampled_from(["USD", "USD", "USD", "JPY"]))
    net, gross = draw(minors), draw(minors)
    return Sale(
        net=Money(minor=net, currency=currency),
        gross=Money(minor=gross, currency=currency),
        number=draw(st.integers(1, 5)),
        source=draw(words),
        tags=tuple(draw(st.lists(words, max_size=2))),
        test=draw(st.booleans()),
    )


facts_of_all_kinds = st.builds(
    Facts,
    cause=st.sampled_from(list(Cause)),
    moment=times,
    program_id=st.just(PROGRAM),
    program_version=st.integers(1, 9),
    prospect=people,
    prospect_is_new=st.booleans(),
    referrer=st.builds(
        Referrer,
        person_id=st.sampled_from([ANA, BEN]),
        accepts=st.sampled_from(["anything", "donation_only", "nothing"]),
        household=hashes,
        sales_in_year=st.integers(-1, 9),
        tenure_days=st.none() | st.integers(0, 999),
        favourites_at=maybe,
        discussed_at=maybe,
    ),
    referral=st.builds(
        Referral,
        referral_class=st.sampled_from(["passive_lead", "active_referral"]),
        channel=st.sampled_from(["code", "link", "named"]),
        shared_at=maybe,
        clicked_at=maybe,
        named_at=maybe,
        introduced_at=maybe,
        terms_sent_at=maybe,
    ),
    sale=st.none() | sales(),
    rep=st.none() | people,
    partner=st.none() | people,
    zone=st.sampled_from([ZoneInfo("UTC"), ZoneInfo("Pacific/Kiritimati"), ZoneInfo("US/Hawaii")]),
    findings=st.lists(st.builds(Finding, code=st.sampled_from(list(ReasonCode))), max_size=1).map(
        tuple
    ),
)
laws = st.sampled_from([ALLOWED, ALLOWED, UNKNOWN, Forbids("gift_card", "cash")])


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["rule", "to", "give", "kind", "amount", "when", "any", "not", "<kind>"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)

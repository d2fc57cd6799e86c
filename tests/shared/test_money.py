"""Money: whole minor units, exact in and out, and divided without losing or inventing any."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from goodword.money import MAX_MINOR, Money, decimals, half_even

minors = st.integers(-MAX_MINOR, MAX_MINOR)
currencies = st.sampled_from(["JPY", "USD", "KWD"])


@pytest.mark.parametrize(("currency", "places"), [("JPY", 0), ("USD", 2), ("EUR", 2), ("KWD", 3)])
def test_decimals_are_those_of_iso_4217(currency: str, places: int) -> None:
    assert decimals(currency) == places


def test_a_currency_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="ISO 4217"):
        decimals("ABC")


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("79.90", "USD", 7990),
        ("79.9", "USD", 7990),
        ("79.900", "USD", 7990),
        ("0", "USD", 0),
        ("-20", "USD", -2000),
        ("500", "JPY", 500),
        ("1.234", "KWD", 1234),
        ("8E+1", "USD", 8000),
        (Decimal("0.01"), "USD", 1),
        ("10000000000000", "USD", MAX_MINOR),
    ],
)
def test_an_amount_in_major_units_is_read_exactly(
    amount: str | Decimal, currency: str, minor: int
) -> None:
    assert Money.parse(amount, currency) == Money(minor=minor, currency=currency)


@pytest.mark.timeout(20)  # without the bound, the million digits of one of them take minutes
@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        ("79.901", "USD"),
        ("0.5", "JPY"),
        ("1.2345", "KWD"),
        ("1." + "0" * 40 + "1", "USD"),
        ("1." + "0" * 80 + "1", "USD"),
        ("1e-999999999", "USD"),
        ("10000000000000.01", "USD"),
        ("1e15", "USD"),
        ("1e900000", "USD"),
        ("1e999999999", "USD"),
        ("NaN", "USD"),
        ("sNaN", "USD"),
        ("Infinity", "USD"),
        ("", "USD"),
        ("12,50", "USD"),
        ("12.50", "ABC"),
    ],
)
def test_what_is_no_exact_amount_within_bounds_is_refused(amount: str, currency: str) -> None:
    with pytest.raises(ValueError, match=r"amount|decimals|ISO 4217|less than or equal") as caught:
        Money.parse(amount, currency)

    assert len(str(caught.value)) < 400


@given(minors, currencies)
def test_major_units_come_back(minor: int, currency: str) -> None:
    money = Money(minor=minor, currency=currency)

    assert Money.parse(money.major, currency) == money
    assert Money.parse(str(money.major), currency) == money


@given(st.integers(-(10**40), 10**40), st.integers(1, 10**20))
def test_division_gives_the_nearest_whole_number_and_of_two_the_even_one(
    numerator: int, denominator: int
) -> None:
    assert half_even(numerator, denominator) == round(Fraction(numerator, denominator))


@given(minors, st.integers(1, 10**15), st.data())
def test_two_parts_of_a_whole_lose_or_invent_less_than_one_minor_unit_each(
    minor: int, denominator: int, data: st.DataObject
) -> None:
    numerator = data.draw(st.integers(0, denominator))

    part = half_even(minor * numerator, denominator)
    rest = half_even(minor * (denominator - numerator), denominator)

    assert abs(part + rest - minor) <= 1
    assert abs(part - Fraction(minor * numerator, denominator)) <= Fraction(1, 2)
    assert min(0, minor) <= part <= max(0, minor)


@given(minors, st.integers(1, 10**15), st.lists(st.integers(0, 10**15), min_size=2, max_size=2))
def test_a_larger_share_is_never_worth_less(minor: int, denominator: int, two: list[int]) -> None:
    less, more = sorted(two)

    assert half_even(abs(minor) * less, denominator) <= half_even(abs(minor) * more, denominator)


def test_the_refund_of_the_story_leaves_37_48_of_50() -> None:
    assert half_even(5000 * 5990, 7990) == 3748


@pytest.mark.parametrize(
    ("minor", "halved"), [(1, 0), (3, 2), (5, 2), (7, 4), (-1, 0), (-3, -2), (-5, -2)]
)
def test_halves_go_to_the_even_one(minor: int, halved: int) -> None:
    assert half_even(minor, 2) == halved


def test_money_adds_and_compares_within_a_currency() -> None:
    ten, two = Money(minor=1000, currency="USD"), Money(minor=200, currency="USD")

    assert ten + two == Money(minor=1200, currency="USD")
    assert ten - two == Money(minor=800, currency="USD")
    assert two < ten
    assert ten > two
    assert ten <= ten
    assert ten >= two
    assert max(two, ten) == ten


@pytest.mark.parametrize("operation", ["__add__", "__sub__", "__lt__", "__le__"])
def test_currencies_do_not_mix(operation: str) -> None:
    with pytest.raises(ValueError, match="do not mix"):
        getattr(Money(minor=1, currency="USD"), operation)(Money(minor=1, currency="EUR"))


def test_an_amount_out_of_bounds_is_refused_also_as_a_sum() -> None:
    most = Money(minor=MAX_MINOR, currency="USD")

    with pytest.raises(ValidationError):
        Money(minor=MAX_MINOR + 1, currency="USD")
    with pytest.raises(ValidationError):
        most + Money(minor=1, currency="USD")


@pytest.mark.parametrize("minor", ["5000", 50.5, True, None])
def test_minor_units_are_a_whole_number_and_nothing_else(minor: object) -> None:
    with pytest.raises(ValidationError):
        Money(minor=minor, currency="USD")  # type: ignore[arg-type]


@pytest.mark.parametrize("currency", ["usd", "US", "USDX", ""])
def test_a_currency_is_three_capitals(currency: str) -> None:
    with pytest.raises(ValidationError):
        Money(minor=1, currency=currency)


@pytest.mark.parametrize(
    ("minor", "currency", "locale", "shown"),
    [
        (7990, "USD", "en", "$79.90"),
        (7990, "EUR", "de", "79,90\xa0€"),
        (7990, "JPY", "en", "¥7,990"),
        (7990, "KWD", "en", "KWD\xa07.990"),
        (7990, "USD", "pt-BR", "US$\xa079,90"),
    ],
)
def test_a_person_reads_it_in_their_own_way(
    minor: int, currency: str, locale: str, shown: str
) -> None:
    assert Money(minor=minor, currency=currency).format(locale) == shown

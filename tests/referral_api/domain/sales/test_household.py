"""Who is taken for one household, and who just misses it."""

import pytest

from referral_api.domain.sales.household import home_of

HOME = home_of("Miller", ("12 Main St.", "Apt 4"), "33101", "US")


@pytest.mark.parametrize(
    ("family", "lines", "code", "country"),
    [
        ("MILLER", ("12 main st", "apt. 4"), "33101 ", "US"),
        ("Miller", ("12 Main St., Apt 4", None), "33101", "us"),
        (" miller", ("12  Main-St", "APT 4", ""), "33-101", "US"),
    ],
)
def test_what_differs_in_letters_and_marks_alone_is_one_home(family, lines, code, country):
    assert home_of(family, lines, code, country) == HOME


@pytest.mark.parametrize(
    ("family", "lines", "code", "country"),
    [
        ("Millar", ("12 Main St.", "Apt 4"), "33101", "US"),
        ("Miller", ("12 Main St.", "Apt 5"), "33101", "US"),
        ("Miller", ("12 Main St.", None), "33101", "US"),
        ("Miller", ("12 Main St.", "Apt 4"), "33102", "US"),
        ("Miller", ("12 Main St.", "Apt 4"), "33101", "CA"),
    ],
)
def test_neighbours_and_namesakes_are_others(family, lines, code, country):
    found = home_of(family, lines, code, country)

    assert found is not None
    assert found != HOME


@pytest.mark.parametrize(
    ("family", "lines", "code", "country"),
    [
        (None, ("12 Main St.",), "33101", "US"),
        ("Miller", (), "33101", "US"),
        ("Miller", (None, "Apt 4"), "33101", "US"),
        ("Miller", ("12 Main St.",), " - ", "US"),
        ("Miller", ("12 Main St.",), "33101", None),
    ],
)
def test_half_an_address_is_nobodys_home(family, lines, code, country):
    assert home_of(family, lines, code, country) is None

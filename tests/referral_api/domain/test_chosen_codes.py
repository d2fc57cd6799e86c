"""Codes that people choose."""

import pytest

from goodword.errors import RejectedError
from referral_api.domain.codes import make_code
from referral_api.domain.participants.chosen_codes import alike, check_chosen, is_offensive


def problem_of(code: str) -> str:
    with pytest.raises(RejectedError) as refused:
        check_chosen(code)
    [problem] = refused.value.problems
    assert (refused.value.code, problem.pointer) == ("code_not_allowed", "/code")
    return problem.code


@pytest.mark.parametrize(
    "code",
    ["ANA20", "ana-20", "Tom_B", "A1B", "x" * 32, "GLASS5", "DICKENS", "SUSSEX", "Scunthorpe"],
)
def test_an_ordinary_code_can_be_chosen(code: str) -> None:
    check_chosen(code)


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("", "code_too_short"),
        ("A1", "code_too_short"),
        ("x" * 33, "code_too_long"),
        ("with space", "code_characters"),
        ("ümlaut", "code_characters"),
        ("a/b", "code_characters"),
        ("ana%00", "code_characters"),
        ("\u0410NA20", "code_characters"),
        ("-ana", "code_characters"),
        ("ana_", "code_characters"),
        ("5551234567", "code_is_a_number"),
        ("Discount", "code_reserved"),
        ("free-2024", "code_reserved"),
        ("gift_card", "code_reserved"),
        ("shop-7k3m-0abc-1def-2ghj", "code_reserved"),
        ("shit", "code_offensive"),
        ("SH1T-20", "code_offensive"),
        ("f-u-c-k", "code_offensive"),
        ("motherFUCKer", "code_offensive"),
        ("4rschl0ch", "code_offensive"),
        ("puta", "code_offensive"),
    ],
)
def test_a_code_that_no_shop_would_print_is_refused_with_its_reason(
    code: str, problem: str
) -> None:
    assert problem_of(code) == problem


@pytest.mark.parametrize(
    ("one", "other"), [("ANA20", "ana2O"), ("LILI1", "1I1Ll"), ("TO_M", "t0-m")]
)
def test_codes_that_a_reader_takes_for_one_another_are_alike(one: str, other: str) -> None:
    assert alike(one) == alike(other)


def test_a_random_code_can_be_told_from_all_others_and_says_nothing() -> None:
    for code in {make_code() for _ in range(2000)}:
        assert alike(code) == code
        assert not is_offensive(code)

"""Codes and where their links lead."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_api.domain.codes import ALPHABET, LENGTH, destination, link_of, make_code


def test_made_codes_are_short_odd_and_fit_what_may_be_chosen():
    codes = {make_code() for _ in range(200)}

    assert len(codes) == 200
    assert all(re.fullmatch(f"[{ALPHABET}]{{{LENGTH}}}", code) for code in codes)
    assert not any(set(code) & set("AEIOU01L") for code in codes)


def test_a_link_carries_slug_and_code():
    link = link_of("https://goodword.example", "blue-door", "ANA20")

    assert link == "https://goodword.example/r/blue-door/ANA20"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://shop.example", "https://shop.example?ref=ANA&gw_click=clk_1"),
        ("https://shop.example/a?b=1#c", "https://shop.example/a?b=1&ref=ANA&gw_click=clk_1#c"),
        ("https://shop.example/?ref=x&d=", "https://shop.example/?d=&ref=ANA&gw_click=clk_1"),
    ],
)
def test_the_shop_is_told_whose_code_it_was(url: str, expected: str):
    assert destination(url, "ANA", "clk_1") == expected


@given(st.text(alphabet="abc=&%20+/-_.~", max_size=30))
def test_what_the_shop_wrote_itself_stays(query: str):
    url = f"https://shop.example/x?{query}"
    before = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != "ref"]

    after = parse_qsl(urlsplit(destination(url, "ANA", None)).query, keep_blank_values=True)

    assert after == [*before, ("ref", "ANA")]

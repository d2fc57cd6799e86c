"""Addresses in the one form that is compared."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_api.domain.addresses import read_email, read_phone


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" Ana@Example.COM ", "ana@example.com"),
        ("ana+shop@example.com", "ana+shop@example.com"),
        ("ANA@bücher.example", "ana@bücher.example"),
    ],
)
def test_one_address_has_one_form(text: str, expected: str):
    assert read_email(text) == expected


@pytest.mark.parametrize("text", ["", "ana", "ana@", "@example.com", "a b@example.com", "x" * 400])
def test_what_cannot_be_an_address_is_refused(text: str):
    with pytest.raises(ValueError, match=r"\w"):
        read_email(text)


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("+1 (305) 555-0123", None, "+13055550123"),
        ("305.555.0123", "US", "+13055550123"),
        ("030 901820", "DE", "+4930901820"),
    ],
)
def test_one_number_has_one_form(text: str, country: str | None, expected: str):
    assert read_phone(text, country) == expected


@pytest.mark.parametrize("text", ["", "12", "305 555 0123", "phone", "+1", "9" * 50])
def test_what_cannot_be_a_number_is_refused(text: str):
    with pytest.raises(ValueError, match="phone number"):
        read_phone(text)


@given(st.text(max_size=60))
def test_no_text_crashes_the_readers(text: str):
    for read in (read_email, read_phone):
        with suppress(ValueError):
            assert read(text)

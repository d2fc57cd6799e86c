"""Addresses in the one form that is compared."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_api.domain.addresses import Reading, depends_on_reader, read_email, read_phone


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


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("A.na+shop@GMAIL.com", "ana@gmail.com"),
        ("ana@googlemail.com", "ana@gmail.com"),
        ("an.a+x@outlook.com", "an.a@outlook.com"),
        ("a.na+x@example.com", "a.na+x@example.com"),
        ("+x@gmail.com", "+x@gmail.com"),
        ("ana@BÜCHER.example", "ana@bücher.example"),
        ("ana@xn--bcher-kva.example", "ana@bücher.example"),
    ],
)
def test_addresses_of_one_mailbox_are_one_address(text: str, read: str):
    assert Reading().email(text) == read
    assert Reading(same_mailbox=False).email(text) == read_email(text)


def test_a_number_without_its_country_is_one_of_the_reader():
    assert Reading("US").phone("(305) 555-0123") == "+13055550123"
    assert Reading("DE").phone("030 901820") == "+4930901820"
    assert Reading("DE").phone("305 555 0123", "US") == "+13055550123"
    with pytest.raises(ValueError, match="phone number"):
        Reading().phone("(305) 555-0123")


@given(st.sampled_from(["gmail.com", "GoogleMail.com", "outlook.com", "example.com"]), st.data())
def test_reading_twice_is_reading_once(domain: str, data: st.DataObject):
    local = data.draw(
        st.from_regex(r"[a-z0-9]{1,6}(\.[a-z0-9]{1,4}){0,2}(\+[a-z]{0,3})?", fullmatch=True)
    )
    once = Reading().email(f"{local}@{domain}")

    assert Reading().email(once) == once
    assert not depends_on_reader("email", once)

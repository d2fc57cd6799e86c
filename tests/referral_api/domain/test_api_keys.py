"""The form of API keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_api.domain.businesses.api_keys import make_key, read_key


def test_a_key_reads_back():
    key = make_key("test")

    assert read_key(key.token) == key
    assert key.token.startswith("gw_test_")
    assert [len(part) for part in key.token.split("_")] == [2, 4, 12, 43, 6]


def test_what_is_stored_tells_keys_apart_and_holds_no_secret():
    one, other = make_key("live"), make_key("live")

    assert one.hashed != other.hashed
    assert one.secret.encode() not in one.hashed


@pytest.mark.parametrize("place", [9, 25, 60, -1])
def test_a_misspelt_key_is_none(place: int):
    letters = list(make_key("live").token)
    letters[place] = "0" if letters[place] != "0" else "1"

    assert read_key("".join(letters)) is None


@given(st.text())
def test_no_text_crashes_the_reader(text: str):
    assert read_key(text) is None

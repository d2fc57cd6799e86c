"""What is sealed opens only with our keys; what is signed is ours, whole, and for one purpose."""

import base64
from uuid import UUID

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from goodword.errors import PermanentError
from goodword.seal import MAX_TOKEN_LENGTH, Hasher, Sealer, Signer

OLD, NEW, FOREIGN = (Fernet.generate_key().decode() for _ in range(3))
BUSINESS = UUID("0193f5a2-7c1e-7d3a-9a51-000000000001")
OTHER = UUID("0193f5a2-7c1e-7d3a-9a51-000000000002")
SIGNER = Signer("k" * 32)
VALUE = {"business": "biz_1", "channel": "email", "hash": "0f" * 32}
URL_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def test_what_is_sealed_opens_and_shows_nothing_before() -> None:
    sealed = Sealer([NEW]).seal("GIFT-1234 ü")

    assert "GIFT" not in sealed
    assert Sealer([NEW]).open(sealed) == "GIFT-1234 ü"
    assert Sealer([NEW]).seal("GIFT-1234 ü") != sealed


def test_after_a_new_key_old_seals_open_and_new_ones_need_it() -> None:
    old = Sealer([OLD]).seal("secret")
    both = Sealer([NEW, OLD])

    assert both.open(old) == "secret"
    assert Sealer([NEW]).open(both.seal("secret")) == "secret"


def test_a_seal_of_a_foreign_key_or_a_broken_one_does_not_open() -> None:
    ours = Sealer([NEW, OLD])
    sealed = ours.seal("secret")
    changed = sealed[:-10] + ("A" if sealed[-10] != "A" else "B") + sealed[-9:]

    for wrong in (Sealer([FOREIGN]).seal("secret"), changed, sealed[:-4], "", "nonsense", "ü"):
        with pytest.raises(PermanentError, match=r"cannot be opened.+GOODWORD_SECRET_KEYS"):
            ours.open(wrong)


def test_an_address_has_one_hash_however_it_is_written() -> None:
    hasher = Hasher("h" * 32)

    assert hasher.address(BUSINESS, "email", " Ana@Example.com ") == hasher.address(
        BUSINESS, "email", "ana@example.com"
    )
    assert len(hasher.address(BUSINESS, "email", "ana@example.com")) == 64


def test_a_hash_differs_by_business_channel_address_and_key() -> None:
    hasher = Hasher("h" * 32)

    hashes = {
        hasher.address(BUSINESS, "email", "ana@example.com"),
        hasher.address(OTHER, "email", "ana@example.com"),
        hasher.address(BUSINESS, "sms", "ana@example.com"),
        hasher.address(BUSINESS, "email", "ben@example.com"),
        Hasher("i" * 32).address(BUSINESS, "email", "ana@example.com"),
    }

    assert len(hashes) == 5


def test_hashes_never_change_since_suppressions_rest_on_them() -> None:
    assert Hasher("h" * 32).address(BUSINESS, "email", "ana@example.com") == (
        "c68a8ad6e5239d98203a352daf072815e26e4e21baee774db7569d3d3796a8db"
    )


def test_a_token_is_read_for_its_purpose_only() -> None:
    token = SIGNER.sign("unsubscribe", VALUE)

    assert SIGNER.read("unsubscribe", token) == VALUE
    assert SIGNER.read("answer", token) is None
    assert SIGNER.read("", token) is None
    assert Signer("l" * 32).read("unsubscribe", token) is None
    assert set(token) <= set(URL_SAFE)


def test_purpose_and_value_cannot_trade_letters() -> None:
    """A signature over one purpose and value holds for no other cut of the same letters."""
    raw = base64.urlsafe_b64decode(SIGNER.sign("unsub", {"a": 1}) + "==")
    signature, body = raw[:16], raw[16:]
    shifted = base64.urlsafe_b64encode(signature + body[4:]).decode().rstrip("=")

    assert body == b'{"a":1}'
    assert SIGNER.read('unsub{"a"', shifted) is None


@given(st.dictionaries(st.text(max_size=9), st.text(max_size=40) | st.integers(), max_size=5))
def test_every_small_value_comes_back(value: dict[str, str | int]) -> None:
    assert SIGNER.read("cursor", SIGNER.sign("cursor", value)) == value


def test_a_truncated_token_is_none() -> None:
    token = SIGNER.sign("unsubscribe", VALUE)

    assert [SIGNER.read("unsubscribe", token[:length]) for length in range(len(token))] == [
        None
    ] * len(token)


@given(st.data())
def test_a_token_with_one_letter_changed_is_none(data: st.DataObject) -> None:
    token = SIGNER.sign("unsubscribe", VALUE)
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.sampled_from(URL_SAFE).filter(lambda one: one != token[place]))

    assert SIGNER.read("unsubscribe", token[:place] + letter + token[place + 1 :]) is None


@pytest.mark.parametrize("added", ["=", "==", "A", "!", " ", "\n", ".", "ü"])
def test_a_token_with_something_added_is_none(added: str) -> None:
    token = SIGNER.sign("unsubscribe", VALUE)

    assert SIGNER.read("unsubscribe", token + added) is None
    assert SIGNER.read("unsubscribe", added + token) is None
    assert SIGNER.read("unsubscribe", token[:9] + added + token[9:]) is None


@given(st.text(max_size=80))
def test_any_text_that_we_did_not_sign_is_none(text: str) -> None:
    assert SIGNER.read("unsubscribe", text) is None


def test_a_signature_over_no_body_or_a_forged_one_is_none() -> None:
    body = b'{"business":"biz_1"}'

    for raw in (b"", b"\0" * 16, b"\0" * 16 + body, body):
        assert SIGNER.read("unsubscribe", base64.urlsafe_b64encode(raw).decode()) is None


def test_a_value_too_long_to_be_read_is_not_signed() -> None:
    with pytest.raises(ValueError, match="over 2048 characters"):
        SIGNER.sign("cursor", {"text": "x" * MAX_TOKEN_LENGTH})


def test_a_token_too_long_is_not_even_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("goodword.seal.MAX_TOKEN_LENGTH", 10 * MAX_TOKEN_LENGTH)
        token = SIGNER.sign("cursor", {"text": "x" * MAX_TOKEN_LENGTH})

    assert SIGNER.read("cursor", token) is None

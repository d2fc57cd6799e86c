"""Whether a body names somebody, however it is written."""

import pytest

from referral_api.domain.people.person import Identifier
from referral_api.domain.people.sought import Search, Sought

ANA = Sought.known_by(
    [
        Identifier("email", "", "ana.ruiz@gmail.com"),
        Identifier("phone", "", "+13055550123"),
        Identifier("external", "shopify", "7700112233445"),
        Identifier("external", "till", "77"),
    ],
    ["per_01h455vb4pex5vsknk084sn02q"],
    ["sal_01h455vb4pex5vsknk084sn02q"],
)


@pytest.mark.parametrize(
    "body",
    [
        b'{"email": "Ana.Ruiz@Gmail.com"}',
        b'{"email": "anaruiz+shop@googlemail.com"}',
        b'{"note": "write to <ana.ruiz@gmail.com>, please."}',
        b'{"ana.ruiz@gmail.com": true}',
        b'[[{"phone": "+1 (305) 555-0123"}]]',
        b'{"phone": "305 555 0123"}',
        b'{"phone": 13055550123}',
        b'{"text": "call 0305-5550123 after six"}',
        b'{"customer": {"id": 7700112233445}}',
        b'{"customer_id": "7700112233445"}',
        b'{"buyer": {"source": "till", "id": "77"}}',
        b'{"customer": {"id": 77}}',
        b'{"buyer": "per_01h455vb4pex5vsknk084sn02q"}',
        b"not json at all: ana.ruiz@gmail.com",
        b"\xff\xfe customer=7700112233445&x=1",
    ],
)
def test_they_are_found(body: bytes) -> None:
    assert Search(ANA).is_named_in(body)


@pytest.mark.parametrize(
    "body",
    [
        b'{"email": "ben@gmail.com", "quantity": 77, "id": "77"}',
        b'{"phone": "+1 305 555 0124"}',
        b'{"customer": {"id": 78}, "total": "305.55"}',
        b'{"source": "other", "id": "77"}',
        b'{"customer": null, "paid": true, "net": 12.5}',
        b"not json at all",
        b"",
    ],
)
def test_others_are_not(body: bytes) -> None:
    assert not Search(ANA).is_named_in(body)


def test_the_facts_of_a_body_tell_too() -> None:
    assert Search(ANA).is_named_in(b"{}", ["sal_01h455vb4pex5vsknk084sn02q"])
    assert not Search(ANA).is_named_in(b"{}", ["sal_01h455vb4pex5vsknk084sn02r"])


def test_it_is_written_down_and_read_again() -> None:
    assert Sought.read(ANA.written()) == ANA
    assert Sought() | ANA == ANA

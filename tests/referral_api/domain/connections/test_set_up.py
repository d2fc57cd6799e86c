"""What a business says of its sender is checked against what the source asks for."""

import pytest

from goodword.errors import RejectedError
from referral_api.domain.connections.about import About, Setting
from referral_api.domain.connections.set_up import check_set_up

TILL = About(
    title="Till",
    brings=("sales",),
    proof="None.",
    steps=(),
    settings=(
        Setting(
            name="currency",
            meaning="the till's currency",
            example="EUR",
            form=r"[A-Z]{3}",
            required=True,
        ),
        Setting(name="zone", meaning="its time zone", example="UTC"),
    ),
    credentials=(
        Setting(name="token", meaning="a personal token", example="abcdefgh", form=r"\w{8,}"),
    ),
)


@pytest.mark.parametrize(
    ("settings", "credentials", "pointers"),
    [
        ({"currency": "EUR"}, {}, None),
        ({"currency": "EUR", "zone": "Europe/Berlin"}, {"token": "abcdefgh"}, None),
        ({}, {}, ["/settings/currency"]),
        ({"currency": "euro"}, {}, ["/settings/currency"]),
        ({"currency": "EUR\n"}, {}, ["/settings/currency"]),
        ({"currency": "EUR", "colour": "red"}, {}, ["/settings/colour"]),
        ({"currency": "EUR"}, {"token": "short"}, ["/credentials/token"]),
        ({"zone": ""}, {"key": "x"}, ["/settings/zone", "/credentials/key", "/settings/currency"]),
    ],
)
def test_each_mistake_is_named_and_no_credential_is_told(settings, credentials, pointers):
    if pointers is None:
        check_set_up(TILL, settings, credentials)
        return

    with pytest.raises(RejectedError) as refused:
        check_set_up(TILL, settings, credentials)

    assert refused.value.code == "invalid_settings"
    assert [each.pointer for each in refused.value.problems] == pointers
    assert not any("short" in each.detail for each in refused.value.problems)

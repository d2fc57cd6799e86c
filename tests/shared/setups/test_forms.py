"""The forms of what can be set up: what is secret, and who issues which gift."""

import pytest
from pydantic import SecretStr, ValidationError

from goodword.programs import GiftKind
from goodword.setups import SET_UPS, ChangeSetUp, LedgerSetUp, ManualSetUp, SetUp, issuer_of
from goodword.setups.gifts import ProviderSetUp


class _Form(SetUp):
    place: str = "here"
    api_key: SecretStr
    second: SecretStr | None = None


class _Cards(ProviderSetUp):
    issues = frozenset({GiftKind.GIFT_CARD, GiftKind.CASH})
    by_default = issues

    api_key: SecretStr


def test_a_form_is_split_into_what_is_open_and_what_is_secret():
    form = _Form(api_key=SecretStr("hunter2"))

    assert form.secret_names() == {"api_key", "second"}
    assert (form.body, form.secrets) == ({"place": "here"}, {"api_key": "hunter2"})
    assert _Form.join(form.body, form.secrets) == form
    assert "hunter2" not in repr(form)


def test_a_mistake_in_a_form_repeats_no_value():
    with pytest.raises(ValidationError) as caught:
        _Form.model_validate({"api_key": ["hunter2"]})

    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("kind", SET_UPS)
def test_no_secret_of_a_form_has_a_default(kind: str):
    fields = SET_UPS[kind].model_fields
    optional = [name for name in SET_UPS[kind].secret_names() if not fields[name].is_required()]
    assert not [name for name in optional if fields[name].default]


def test_a_provider_is_named_only_for_what_it_issues():
    with pytest.raises(ValidationError, match="it cannot issue gift_card"):
        LedgerSetUp(kinds=(GiftKind.GIFT_CARD,))


@pytest.mark.parametrize(
    ("kind", "mode", "set_ups", "issuer"),
    [
        ("gift_card", "test", {}, "sandbox"),
        ("points", "test", {}, "ledger"),
        ("physical_gift", "test", {}, "manual"),
        ("gift_card", "live", {}, "manual"),
        ("recognition", "live", {}, "manual"),
        ("discount_code", "live", {}, "ledger"),
        ("store_credit", "live", {}, "ledger"),
        ("gift_card", "live", {"cards": _Cards(api_key=SecretStr("k"))}, "cards"),
        ("custom", "live", {"cards": _Cards(api_key=SecretStr("k"))}, "manual"),
        # In test mode nobody outside is asked, whatever is set up.
        ("gift_card", "test", {"cards": _Cards(api_key=SecretStr("k"))}, "sandbox"),
        (
            "gift_card",
            "test",
            {"cards": _Cards(api_key=SecretStr("k"), kinds=(GiftKind.GIFT_CARD,))},
            "sandbox",
        ),
        # Whom the business names comes before whom it is made for.
        (
            "cash",
            "live",
            {
                "cards": _Cards(api_key=SecretStr("k")),
                "manual": ManualSetUp(kinds=(GiftKind.CASH,)),
            },
            "manual",
        ),
        ("gift_card", "test", {"manual": ManualSetUp(kinds=(GiftKind.GIFT_CARD,))}, "manual"),
        # Named for something else, it is not made for the rest.
        (
            "cash",
            "live",
            {"cards": _Cards(api_key=SecretStr("k"), kinds=(GiftKind.GIFT_CARD,))},
            "manual",
        ),
    ],
)
def test_every_kind_has_one_issuer(kind, mode, set_ups, issuer):
    assert issuer_of(GiftKind(kind), mode, set_ups) == issuer


CHARITY = {"name": "City Shelter", "registration": "94-3214321", "nonprofit_id": "n_abc"}
KEYS = {"public_key": "pk_live_a1b2c3d4", "secret_key": "sk_live_e5f6a7b8"}


def test_change_takes_the_keys_of_one_environment():
    form = ChangeSetUp.model_validate({**KEYS, "charities": [CHARITY]})

    assert form.secrets == {"secret_key": "sk_live_e5f6a7b8"}
    assert "sk_live" not in str(form.body)
    with pytest.raises(ValidationError, match="both keys of one environment"):
        ChangeSetUp.model_validate(
            {**KEYS, "secret_key": "sk_test_e5f6a7b8", "charities": [CHARITY]}
        )


@pytest.mark.parametrize(
    "other", [{"name": "CITY shelter"}, {"registration": "94-3214321", "name": "Another"}]
)
def test_no_two_charities_of_change_have_one_name(other: dict[str, str]):
    second = {"name": "Water", "registration": "52-1043444", "nonprofit_id": "n_def"} | other

    with pytest.raises(ValidationError, match="once"):
        ChangeSetUp.model_validate({**KEYS, "charities": [CHARITY, second]})


def test_donations_go_through_change_where_it_is_set_up():
    form = ChangeSetUp.model_validate({**KEYS, "charities": [CHARITY]})

    assert issuer_of(GiftKind.CHARITY_DONATION, "live", {"change": form}) == "change"
    assert issuer_of(GiftKind.CHARITY_DONATION, "test", {"change": form}) == "sandbox"
    assert issuer_of(GiftKind.CASH, "live", {"change": form}) == "manual"

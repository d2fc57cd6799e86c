"""What every provider in the registry has in common."""

from tests.rewards_worker.world import CODE_KEY

from goodword.ids import new
from goodword.setups import LEDGER, MANUAL, SET_UPS, kind_of
from rewards_worker.ports import Means, OpenedFor
from rewards_worker.providers import PROVIDERS


def test_every_provider_has_a_form_and_every_form_of_one_a_provider():
    forms = {kind for kind in SET_UPS if kind.startswith("provider-")}

    assert {kind_of("provider", name) for name in PROVIDERS} == forms


def test_who_needs_no_set_up_is_opened_without_one_and_named_as_in_the_registry():
    means = Means(client=None, db=None, code_key=CODE_KEY)  # type: ignore[arg-type]

    opened = {name: PROVIDERS[name](OpenedFor(new(), None), means) for name in (LEDGER, MANUAL)}

    assert {name: provider.name for name, provider in opened.items()} == {
        LEDGER: LEDGER,
        MANUAL: MANUAL,
    }
    assert all(provider.key_window.days > 36_000 for provider in opened.values())
    assert "a key of codes" not in repr(means)

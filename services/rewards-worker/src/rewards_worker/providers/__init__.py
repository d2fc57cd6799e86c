"""Providers: who issues rewards. One file and one line here make a new one."""

from collections.abc import Mapping

from goodword.setups import CHANGE, LEDGER, MANUAL, TREMENDOUS
from rewards_worker.ports import Opens
from rewards_worker.providers.change.opening import ChangeOpener
from rewards_worker.providers.ledger.client import open_ledger
from rewards_worker.providers.manual.client import open_manual
from rewards_worker.providers.tremendous.opening import TremendousOpener

PROVIDERS: Mapping[str, Opens] = {
    CHANGE: ChangeOpener(),
    LEDGER: open_ledger,
    MANUAL: open_manual,
    TREMENDOUS: TremendousOpener(),
}
"""Each provider that is opened for a business, by the name under which it is set up: the `kind` of
`/v1/providers/{kind}`. Its form is in `goodword.setups`."""

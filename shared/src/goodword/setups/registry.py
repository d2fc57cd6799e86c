"""All that can be set up, by the kind under which it travels."""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from goodword.setups.change import CHANGE, ChangeSetUp
from goodword.setups.form import SetUp
from goodword.setups.gifts import LEDGER, MANUAL
from goodword.setups.ledger import LedgerSetUp
from goodword.setups.manual import ManualSetUp
from goodword.setups.smtp import SMTP, SmtpSetUp
from goodword.setups.tremendous import TREMENDOUS, TremendousSetUp

Family: TypeAlias = Literal["provider", "channel"]
"""Providers belong to rewards-worker, channels to notifier."""

OWNERS: Mapping[str, str] = {"provider": "rewards-worker", "channel": "notifier"}

SET_UPS: Mapping[str, type[SetUp]] = {
    f"channel-{SMTP}": SmtpSetUp,
    f"provider-{CHANGE}": ChangeSetUp,
    f"provider-{LEDGER}": LedgerSetUp,
    f"provider-{MANUAL}": ManualSetUp,
    f"provider-{TREMENDOUS}": TremendousSetUp,
}
"""One line makes a new one known to the API and to its worker."""


def kind_of(family: Family, name: str) -> str:
    """`provider-ledger`, as settings-changed and the tables name it."""
    return f"{family}-{name}"


def name_of(kind: str) -> str:
    """`ledger`, as the API's address and the worker's plug wall name it."""
    return kind.partition("-")[2]

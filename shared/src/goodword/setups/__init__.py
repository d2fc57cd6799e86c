"""What businesses set up for the workers: providers and channels, whose secrets travel sealed.

A form for each (`SET_UPS`), who issues which gift (`issuer_of`), and what a worker does with it: a
table of its own (`add_set_up_table`), a handler (`apply_settings`) and the opened form (`SetUps`).
"""

from goodword.setups.applying import SetUpKey, apply_settings, note_check
from goodword.setups.change import CHANGE, ChangeSetUp, Charity
from goodword.setups.form import SetUp
from goodword.setups.gifts import LEDGER, MANUAL, OURS, ProviderSetUp, issuer_of
from goodword.setups.ledger import LedgerSetUp, looks_minted
from goodword.setups.manual import ManualSetUp
from goodword.setups.reading import Known, SetUps
from goodword.setups.registry import OWNERS, SET_UPS, Family, kind_of, name_of
from goodword.setups.smtp import SMTP, SmtpSetUp
from goodword.setups.tables import add_set_up_table
from goodword.setups.tremendous import TREMENDOUS, TremendousSetUp
from goodword.setups.trying import TEST, open_tests

__all__ = [
    "CHANGE",
    "LEDGER",
    "MANUAL",
    "OURS",
    "OWNERS",
    "SET_UPS",
    "SMTP",
    "TEST",
    "TREMENDOUS",
    "ChangeSetUp",
    "Charity",
    "Family",
    "Known",
    "LedgerSetUp",
    "ManualSetUp",
    "ProviderSetUp",
    "SetUp",
    "SetUpKey",
    "SetUps",
    "SmtpSetUp",
    "TremendousSetUp",
    "add_set_up_table",
    "apply_settings",
    "issuer_of",
    "kind_of",
    "looks_minted",
    "name_of",
    "note_check",
    "open_tests",
]

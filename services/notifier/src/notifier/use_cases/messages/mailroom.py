"""What sending mail takes: the keys, the channels, and where the answers to a mail go."""

from collections.abc import Callable
from dataclasses import dataclass

from goodword.database import Database
from goodword.seal import Hasher, Sealer, Signer
from goodword.setups import SetUps, SmtpSetUp
from notifier.ports import Channel

LEASE_S = 57.0
"""How long one claim of a message lasts: longer than a send may take, its close included, and a
little less than the lease of its job, so that the next claim need not wait."""

REPEAT_AFTER_S = 60.0
"""How long after a lost answer the mail is repeated: what lost it is seldom over at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailroom:
    """`mail_from` is the sender's address of a business that has none. Mail of a business in test
    mode goes through `test_channel`, whatever the settings say of mail; that of a live one through
    the mail server that it has set up, which `open_server` opens, else through `live_channel`.
    Introductions are copied to addresses at `mail_in_domain`, if mail is taken in there."""

    db: Database
    sealer: Sealer
    hasher: Hasher
    signer: Signer
    public_url: str
    mail_from: str
    live_channel: Channel
    test_channel: Channel
    set_ups: SetUps
    open_server: Callable[[SmtpSetUp], Channel]
    mail_in_domain: str | None = None
    lease_s: float = LEASE_S
    repeat_after_s: float = REPEAT_AFTER_S

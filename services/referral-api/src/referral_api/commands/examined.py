"""What only referral-api can be looked at for, by `goodword doctor`."""

from collections.abc import AsyncIterator

from goodword.database import Database
from goodword.doctor import Examined, Finding, is_weak
from goodword.seal import Sealer
from referral_api.db.schema import SCHEMA
from referral_api.main import SERVICE
from referral_api.settings import ReferralApiSettings
from referral_api.use_cases.connections.look_at_connections import (
    look_at_connections,
    look_at_deliveries,
    look_at_public_url,
)


async def _settings(settings: ReferralApiSettings, db: Database) -> AsyncIterator[Finding]:
    token = settings.operator_token
    if token is not None and is_weak(token.get_secret_value()):
        yield Finding("token_weak", db.service, "GOODWORD_OPERATOR_TOKEN can be guessed.")
    if settings.mail_in_port is not None and settings.mail_in_domain is None:
        sentence = "Mail is taken in at GOODWORD_MAIL_IN_PORT, and no letter names an address."
        yield Finding("mail_in_without_domain", db.service, sentence)


def _deliveries(_: ReferralApiSettings, db: Database) -> AsyncIterator[Finding]:
    return look_at_deliveries(db)


def _connections(settings: ReferralApiSettings, db: Database) -> AsyncIterator[Finding]:
    sealer = Sealer([key.get_secret_value() for key in settings.secret_keys])
    return look_at_connections(db, sealer)


def _public_url(settings: ReferralApiSettings, db: Database) -> AsyncIterator[Finding]:
    return look_at_public_url(db, settings.public_url)


LOOKS = (_settings, _deliveries, _connections, _public_url)
EXAMINED = Examined(SERVICE, SCHEMA, ReferralApiSettings, LOOKS)

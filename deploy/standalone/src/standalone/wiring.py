"""The services' settings under `goodword up`, and the database that they find."""

import os
from dataclasses import dataclass
from typing import Any

from goodword.bus.schema import installed_schemas
from goodword.database.migrating import migrate
from goodword.database.roles import prepare
from goodword.settings import PREFIX, load
from notifier.settings import NotifierSettings
from referral_api.settings import ReferralApiSettings
from rewards_worker.settings import RewardsWorkerSettings
from standalone.keys import Keys
from standalone.postgres import EmbeddedPostgres
from standalone.settings import StandaloneSettings

DATABASE = "goodword"


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """What each service is started with."""

    referral_api: ReferralApiSettings
    rewards_worker: RewardsWorkerSettings
    notifier: NotifierSettings


def service_settings(
    settings: StandaloneSettings, keys: Keys, server: EmbeddedPostgres
) -> ServiceSettings:
    """Made up from the data folder, where the environment does not say otherwise.

    Where the data are is not the environment's to say: they are in the folder.
    """
    url = f"http://localhost:{settings.port}"
    common = _unless_said(
        secret_keys=keys.secret_keys,
        hash_key=keys.hash_key,
        public_url=url,
        log_format=settings.log_format,
        log_level=settings.log_level,
    )
    return ServiceSettings(
        referral_api=load(
            ReferralApiSettings,
            referral_database_url=app_url(server, keys, "referral"),
            port=settings.port,
            **common,
            **_unless_said(operator_token=keys.operator_token),
        ),
        rewards_worker=load(
            RewardsWorkerSettings,
            rewards_database_url=app_url(server, keys, "rewards"),
            **common,
            **_unless_said(sandbox_url=f"http://127.0.0.1:{settings.port}/sandbox"),
        ),
        notifier=load(
            NotifierSettings,
            notifier_database_url=app_url(server, keys, "notifier"),
            **common,
            **_unless_said(mail_target=str(server.data / "mail")),
        ),
    )


def _unless_said(**made_up: Any) -> dict[str, Any]:
    return {
        name: value
        for name, value in made_up.items()
        if f"{PREFIX}{name}".upper() not in os.environ
    }


def app_url(server: EmbeddedPostgres, keys: Keys, schema: str) -> str:
    """Where a service finds its data."""
    role = f"goodword_{schema}_app"
    return server.url(role, keys.password_of(role), DATABASE)


def owner_urls(server: EmbeddedPostgres, keys: Keys) -> dict[str, str]:
    """The owners' URLs by schema."""
    return {
        schema.name: server.url(schema.owner_role, keys.password_of(schema.owner_role), DATABASE)
        for schema in installed_schemas()
    }


async def made_ready(server: EmbeddedPostgres, keys: Keys) -> None:
    """Make database, roles and schemas where they are missing, and bring all to the newest."""
    schemas = installed_schemas()
    await prepare(server.admin_url, DATABASE, schemas, keys.password_of)
    await migrate(schemas, owner_urls(server, keys))

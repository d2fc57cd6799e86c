"""Settings that every service has. Each is an environment variable `GOODWORD_…` with a type and a
default, documented once in `.env.example`."""

from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from pydantic import AfterValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from goodword.errors import GoodwordError

PREFIX = "GOODWORD_"


class SettingsError(GoodwordError):
    """The environment does not say what a service needs; one sentence per mistake."""


def _database_url(value: SecretStr) -> SecretStr:
    parts = urlsplit(value.get_secret_value())
    if parts.scheme != "postgresql" or not parts.hostname or len(parts.path) < 2:
        raise ValueError("should read postgresql://user:password@host:port/database")
    return value


def _http_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("should read https://host or http://host:port")
    return value.rstrip("/")


DatabaseUrl = Annotated[SecretStr, AfterValidator(_database_url)]
"""`postgresql://user:password@host:port/database`; secret for its password."""

HttpUrl = Annotated[str, AfterValidator(_http_url)]
"""An address without a slash at its end."""

Port = Annotated[int, Field(ge=1, le=65535)]


class Environment(BaseSettings):
    """Settings from environment variables `GOODWORD_…`; an empty one counts as not set."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )


class Settings(Environment):
    """What the kernel needs to know; services add their own fields."""

    bus: Literal["log", "kafka"] = Field(
        default="log", description="how events travel: log (PostgreSQL alone) or kafka"
    )
    kafka: str = Field(
        default="127.0.0.1:9092", description="Kafka's bootstrap servers, host:port, comma between"
    )
    kafka_topic_prefix: str = Field(
        default="goodword.", description="what Kafka's topic names and groups begin with"
    )
    kafka_replication: int = Field(
        default=1, ge=1, le=5, description="replicas of each topic that we create on Kafka"
    )
    secret_keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        min_length=1,
        description="Fernet keys that seal secrets, newest first, comma between",
    )
    hash_key: SecretStr = Field(
        min_length=32, description="key of address hashes and tokens; never changes"
    )
    public_url: HttpUrl = Field(
        default="http://localhost:8000", description="where people and senders reach the API"
    )
    mail_in_domain: str | None = Field(
        default=None,
        max_length=120,
        pattern=r"^[A-Za-z0-9.-]+$",
        description="the domain whose mail is taken in, by our own port or by connections of source"
        " inbound_mail: asks are answered and introductions copied to addresses there; none:"
        " letters name the business alone",
    )
    host: str = Field(default="127.0.0.1", description="the address that servers listen on")
    drain_s: int = Field(
        default=0,
        ge=0,
        le=30,
        description="seconds that a service that is told to end still answers new requests, once it"
        " says that it is not ready: as long as your load balancer takes to notice",
    )
    pool_size: int = Field(
        default=10, ge=2, le=100, description="database connections that each service keeps"
    )
    outbox_days: int = Field(
        default=14, ge=1, le=90, description="days that the log is kept behind every reader"
    )
    log_format: Literal["json", "console"] = Field(
        default="json", description="json for machines, console for people"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="the least serious line that is printed"
    )
    otlp_endpoint: HttpUrl | None = Field(
        default=None, description="where traces go (OTLP over HTTP); none: traces are only logged"
    )

    @field_validator("secret_keys", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(filter(None, (key.strip() for key in value.split(","))))

    @field_validator("secret_keys")
    @classmethod
    def _are_keys(cls, value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for place, key in enumerate(value, start=1):
            try:
                Fernet(key.get_secret_value())
            except ValueError as error:
                raise ValueError(
                    f"key {place} is not a Fernet key; `goodword secrets generate` makes one"
                ) from error
        return value


class OwnerSettings(Environment):
    """What `goodword migrate` needs: each schema's owner, who alone may change its tables."""

    bus_owner_url: DatabaseUrl = Field(description="the owner of the log's schema, for migrations")
    referral_owner_url: DatabaseUrl = Field(
        description="the owner of referral-api's schema, for migrations"
    )
    rewards_owner_url: DatabaseUrl = Field(
        description="the owner of rewards-worker's schema, for migrations"
    )
    notifier_owner_url: DatabaseUrl = Field(
        description="the owner of notifier's schema, for migrations"
    )

    def owner_urls(self) -> dict[str, str]:
        """The owners' URLs by schema."""
        urls = {
            name.removesuffix("_owner_url"): getattr(self, name) for name in type(self).model_fields
        }
        return {schema: url.get_secret_value() for schema, url in urls.items()}


S = TypeVar("S", bound=Environment)


def load(settings: type[S], **known: Any) -> S:
    """Read the environment, except what is `known`; SettingsError, one sentence per mistake."""
    try:
        return settings(**known)
    except ValidationError as error:
        sentences = [
            _sentence(mistake["loc"], mistake["type"], mistake["msg"])
            for mistake in error.errors(include_input=False)
        ]
        raise SettingsError("\n".join(dict.fromkeys(sentences))) from error


def _sentence(where: tuple[int | str, ...], kind: str, message: str) -> str:
    what = message.removeprefix("Value error, ")
    if not where:  # a rule about several settings names them itself
        return f"{what}."
    variable = f"{PREFIX}{where[0]}".upper()
    if kind == "missing":
        return f"{variable} is missing: set it as `.env.example` says."
    return f"{variable}: {what[0].lower()}{what[1:]}."

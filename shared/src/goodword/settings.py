"""Settings that every service has. Each is an environment variable `GOODWORD_…` with a type and a
default, documented once in `.env.example`."""

from typing import Annotated, Literal, TypeVar

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from goodword.errors import GoodwordError


class SettingsError(GoodwordError):
    """The environment does not say what a service needs; one sentence per mistake."""


class Settings(BaseSettings):
    """What the kernel needs to know; services add their own fields."""

    model_config = SettingsConfigDict(
        env_prefix="GOODWORD_", extra="ignore", frozen=True, hide_input_in_errors=True
    )

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
    pool_size: int = Field(
        default=10, ge=2, le=100, description="database connections that each service keeps"
    )
    outbox_days: int = Field(
        default=14, ge=1, le=365, description="days that the log is kept behind every reader"
    )
    log_format: Literal["json", "console"] = Field(
        default="json", description="json for machines, console for people"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="the least serious line that is printed"
    )
    otlp_endpoint: str | None = Field(
        default=None, description="where traces go (OTLP over HTTP); none: traces are only logged"
    )

    @field_validator("secret_keys", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(filter(None, value.split(","))) if isinstance(value, str) else value


S = TypeVar("S", bound=Settings)


def load(settings: type[S]) -> S:
    """Read the environment; SettingsError with one sentence per mistake."""
    try:
        return settings()
    except ValidationError as error:
        sentences = [
            f"GOODWORD_{'_'.join(str(part) for part in mistake['loc'][:1]).upper()}: "
            f"{mistake['msg'][0].lower()}{mistake['msg'][1:]}."
            for mistake in error.errors()
        ]
        raise SettingsError("\n".join(sentences)) from error

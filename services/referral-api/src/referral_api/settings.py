"""What referral-api needs to know beside what every service does."""

from ipaddress import ip_network
from typing import Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator

from goodword.settings import DatabaseUrl, Port, Settings


class ReferralApiSettings(Settings):
    """The settings of the only public surface."""

    referral_database_url: DatabaseUrl = Field(
        description="the app role's database: postgresql://user:password@host:port/database"
    )
    operator_token: SecretStr | None = Field(
        default=None,
        min_length=32,
        description="bearer token of platform calls, such as to create a business; none: refused",
    )
    port: Port = Field(default=8000, description="the port of the API")
    operations_port: Port = Field(
        default=9100, description="the port of /health and /metrics, not for the public"
    )
    delivery_days: int = Field(
        default=90,
        ge=1,
        le=3650,
        description="days that a webhook is kept as it came after it was applied or ignored",
    )
    failed_delivery_days: int = Field(
        default=365,
        ge=1,
        le=3650,
        description="days that a webhook that failed is kept, for somebody to look at and replay",
    )
    rate_per_s: int = Field(
        default=100,
        ge=1,
        le=1_000_000,
        description="requests that an API key may make in a second, in each process; twice that"
        " many at once after a pause",
    )
    private_senders: bool = Field(
        default=False,
        description="whether a shop whose own API is asked may be in a private network",
    )
    private_endpoints: bool = Field(
        default=False,
        description="whether webhooks may be sent into private networks, and by http",
    )
    mail_in_port: Port | None = Field(
        default=None, description="the port that takes mail in; none: mail comes by webhook alone"
    )
    mail_in_host: str | None = Field(
        default=None, description="the address that this port listens on; none: as the others"
    )
    mail_in_protocol: Literal["smtp", "lmtp"] = Field(
        default="smtp", description="what is spoken there; lmtp behind a mail server of your own"
    )
    mail_in_max_bytes: int = Field(
        default=5 << 20,
        ge=64 << 10,
        le=16 << 20,
        description="the size of the largest mail that is taken in",
    )
    mail_in_max_recipients: int = Field(
        default=100, ge=1, le=1000, description="recipients of one mail"
    )
    mail_in_max_sessions: int = Field(
        default=20, ge=1, le=500, description="senders at the same time, in each process"
    )
    mail_in_timeout_s: int = Field(
        default=300,
        ge=1,
        le=3600,
        description="seconds that a sender may be silent, and that one mail may take",
    )
    mail_in_trusted: str = Field(
        default="127.0.0.0/8,::1/128",
        description="networks, comma between, whose servers are believed when they say who signed a"
        " mail",
    )
    mail_in_certificate: str | None = Field(
        default=None, description="a file with the certificate for STARTTLS; none: no STARTTLS"
    )
    mail_in_key: str | None = Field(default=None, description="a file with the certificate's key")

    @field_validator("mail_in_trusted")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        for each in filter(None, value.split(",")):
            ip_network(each.strip())
        return value

    @model_validator(mode="after")
    def _has_both(self) -> Self:
        if bool(self.mail_in_certificate) != bool(self.mail_in_key):
            words = "GOODWORD_MAIL_IN_CERTIFICATE and GOODWORD_MAIL_IN_KEY: give both, or neither"
            raise ValueError(words)
        return self

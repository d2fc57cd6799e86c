"""What referral-api needs to know beside what every service does."""

from pydantic import Field, SecretStr

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
    mail_in_authserv_id: str | None = Field(
        default=None,
        max_length=255,
        description="the name by which the mail server that we trust writes Authentication-Results"
        " (RFC 8601); none: no inbound mail counts as signed",
    )

"""What rewards-worker needs to know beside what every service does."""

from pydantic import Field

from goodword.settings import DatabaseUrl, HttpUrl, Port, Settings


class RewardsWorkerSettings(Settings):
    """The settings of whoever owns the money."""

    rewards_database_url: DatabaseUrl = Field(
        description="the app role's database: postgresql://user:password@host:port/database"
    )
    sandbox_url: HttpUrl = Field(
        default="http://127.0.0.1:9110", description="where the sandbox provider is"
    )
    private_providers: bool = Field(
        default=False,
        description="whether a provider's name may lead into a private network",
    )
    payout_request_days: int = Field(
        default=400,
        ge=1,
        description="days after which the request to a provider, which names the recipient, is "
        "forgotten, once the payout's end is known",
    )
    operations_port: Port = Field(
        default=9101, description="the port of /health and /metrics, not for the public"
    )

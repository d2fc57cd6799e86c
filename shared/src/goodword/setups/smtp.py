"""A business's own mail server, in place of the one that all share."""

import re
from ipaddress import ip_address
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, SecretStr, StringConstraints, model_validator

from goodword.setups.form import SetUp

SMTP = "smtp"

Security = Literal["tls", "starttls", "none"]

_NAME = re.compile(r"[a-zA-Z0-9-]{1,63}(\.[a-zA-Z0-9-]{1,63})+")


def _host(value: str) -> str:
    """The name of a server. What it leads to is looked at whenever it is called: a name that is
    harmless today may point into our own network tomorrow."""
    try:
        ip_address(value.strip("[]"))
    except ValueError:
        if _NAME.fullmatch(value) and not value.rpartition(".")[2].isdigit():
            return value.lower()
    raise ValueError("give the name of a mail server, such as smtp.example.com")


Host = Annotated[str, StringConstraints(max_length=253), AfterValidator(_host)]
MailAddress = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,30}@[A-Za-z0-9.-]{1,200}$")
]
Credential = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[!-~]+$")]


class SmtpSetUp(SetUp):
    """`security`: TLS from the first byte (`tls`), an upgrade that must succeed (`starttls`), or
    none, which takes no password."""

    host: Host
    port: Literal[25, 465, 587, 2525] = 587
    security: Security = "starttls"
    username: Credential | None = None
    password: SecretStr | None = Field(default=None, min_length=1, max_length=500)
    bounces_to: MailAddress | None = Field(
        default=None,
        description="where undeliverable letters come back, as `bounces+ID@…`; else the sender",
    )

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.username is None) != (self.password is None):
            raise ValueError("give username and password, or neither")
        if self.password is not None and self.security == "none":
            raise ValueError("a password needs security tls or starttls")
        return self

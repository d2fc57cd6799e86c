"""What notifier needs to know beside what every service does."""

from typing import Self

from pydantic import Field, SecretStr, model_validator

from goodword.settings import DatabaseUrl, Port, Settings
from notifier.channels.mail_server import MailServer
from notifier.ports import ChannelName


class NotifierSettings(Settings):
    """The settings of whoever owns the conversation."""

    notifier_database_url: DatabaseUrl = Field(
        description="the app role's database: postgresql://user:password@host:port/database"
    )
    mail_channel: ChannelName = Field(
        default="console", description="how mail goes out: console (kept as files) or smtp"
    )
    mail_target: SecretStr = Field(
        default=SecretStr("mail"),
        description="console: the folder mail is kept in; smtp: the server's URL, such as "
        "smtp://user:password@host:587?starttls=1 or smtps://user:password@host",
    )
    mail_test_folder: str = Field(
        default="",
        description="the folder that mail of test businesses is kept in while the channel is smtp;"
        " none: it is only shown",
    )
    mail_days: int = Field(
        default=30,
        ge=1,
        description="days that the words of a message are kept after it was sent, the files of "
        "the console among them",
    )
    mail_from: str = Field(
        default="goodword@localhost",
        pattern=r"^[^@\s]+@[^@\s]+$",
        description="the sender's address of a business that has none",
    )
    mail_private_hosts: bool = Field(
        default=False,
        description="whether a business's own mail server may be in a private network",
    )
    operations_port: Port = Field(
        default=9102, description="the port of /health and /metrics, not for the public"
    )

    @model_validator(mode="after")
    def _target_fits(self) -> Self:
        if self.mail_channel == "smtp":
            try:
                MailServer.read(self.mail_target.get_secret_value())
            except ValueError as error:
                raise ValueError(f"GOODWORD_MAIL_TARGET: {error}") from error
        return self

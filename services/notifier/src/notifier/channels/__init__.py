"""Channels: how we reach people. One file and one line here make a new one."""

from collections.abc import Callable, Mapping

from goodword.setups import SmtpSetUp
from notifier.channels.console import ConsoleChannel
from notifier.channels.guard import Guard
from notifier.channels.mail_server import MailServer
from notifier.channels.smtp import SmtpChannel
from notifier.ports import Channel, ChannelName

CHANNELS: Mapping[ChannelName, Callable[[str], Channel]] = {
    "console": ConsoleChannel.at,
    "smtp": SmtpChannel,
}
"""Each channel by name, opened with where it sends: console a folder, smtp a server's URL."""


def open_server(form: SmtpSetUp, *, guard: Guard | None) -> SmtpChannel:
    """A business's own mail server, as it has set it up."""
    server = MailServer(
        host=form.host,
        port=form.port,
        tls=form.security == "tls",
        starttls=form.security == "starttls",
        user=form.username,
        password=form.password.get_secret_value() if form.password else None,
    )
    return SmtpChannel(server, guard=guard)

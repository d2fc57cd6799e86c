"""Channels: how we reach people. One file and one line here make a new one."""

from collections.abc import Callable, Mapping

from notifier.channels.console import ConsoleChannel
from notifier.channels.smtp import SmtpChannel
from notifier.ports import Channel, ChannelName

CHANNELS: Mapping[ChannelName, Callable[[str], Channel]] = {
    "console": ConsoleChannel.at,
    "smtp": SmtpChannel,
}
"""Each channel by name, opened with where it sends: console a folder, smtp a server's URL."""

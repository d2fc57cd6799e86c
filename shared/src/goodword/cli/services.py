"""The services that are installed: the entry points under which each names its commands."""

from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import entry_points

from goodword.doctor import Examined

GROUP = "goodword.commands"


def examined() -> Iterator[Examined]:
    """What they want to be looked at for, in the order of their names."""
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        found = getattr(import_module(entry.module), "EXAMINED", None)
        if isinstance(found, Examined):
            yield found

"""The log: saying facts, and applying each exactly once, in order per key, on both transports."""

from goodword.bus.functions import consumer_functions
from goodword.bus.handlers import Handler, Handlers, StateUnseenError
from goodword.bus.loops import Bus
from goodword.bus.outbox import Said, erase_events, say
from goodword.bus.parking import wake
from goodword.bus.tables import CONSUMER_TABLES, add_consumer_tables

__all__ = [
    "CONSUMER_TABLES",
    "Bus",
    "Handler",
    "Handlers",
    "Said",
    "StateUnseenError",
    "add_consumer_tables",
    "consumer_functions",
    "erase_events",
    "say",
    "wake",
]

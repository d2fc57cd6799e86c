"""`goodword …` of referral-api: running it, and all that an operator does; a file for each subject.

They call the use cases, in the transaction of which the command is noted for the audit.
"""

from referral_api.commands import (
    api_keys,
    connect,
    connections,
    deliveries,
    endpoints,
    looking,
    people,
    programs,
    rewards,
    set_ups,
    sources,
    tasks,
)
from referral_api.commands.examined import EXAMINED
from referral_api.commands.service import app

__all__ = ["EXAMINED", "app", "people"]

for name, group in {
    "api-keys": api_keys.group,
    "audit": looking.audit,
    "channels": set_ups.channels,
    "connections": connections.group,
    "deliveries": deliveries.group,
    "endpoints": endpoints.group,
    "events": looking.events,
    "programs": programs.group,
    "providers": set_ups.providers,
    "tasks": tasks.group,
}.items():
    app.add_typer(group, name=name)
app.add_typer(rewards.app)
app.add_typer(sources.app)
app.add_typer(connect.app)

"""`goodword notifier` and `goodword messages show`."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

import typer

from goodword import ids
from goodword.cli.opened import with_database
from goodword.cli.service import run_service
from goodword.database import Database
from goodword.doctor import Examined, Finding
from goodword.errors import GoodwordError
from goodword.observability import Watch
from goodword.settings import load
from notifier.channels import CHANNELS
from notifier.db.schema import SCHEMA as TABLES
from notifier.main import SCHEMA, SERVICE, open_mailroom, serve
from notifier.settings import NotifierSettings
from notifier.use_cases.messages.look_at_mail import look_at_mail
from notifier.use_cases.messages.show_message import show_message


def _mail(settings: NotifierSettings, db: Database) -> AsyncIterator[Finding]:
    target = settings.mail_target.get_secret_value()
    channel = CHANNELS[settings.mail_channel](target)
    return look_at_mail(channel, target, settings.mail_from, db)


EXAMINED = Examined(SERVICE, TABLES, NotifierSettings, (_mail,))
"""For `goodword doctor`."""

app = typer.Typer()
messages = typer.Typer(help="What was said to whom.", no_args_is_help=True)
app.add_typer(messages, name="messages")


@messages.callback()
def messages_group() -> None:
    """What was said to whom."""


@app.command("notifier")
def notifier() -> None:
    """Run notifier: when to speak, through which channel, and when to keep silent."""
    settings = load(NotifierSettings)

    async def serving(stop: asyncio.Event, watch: Watch) -> None:
        await serve(settings, stop=stop, watch=watch)

    run_service(SERVICE, settings, settings.operations_port, serving)


@messages.command("show")
def show(id_: Annotated[str, typer.Argument(metavar="ID", help="msg_…")]) -> None:
    """Show a message, its words included while they are kept: personal data, for your eyes."""
    try:
        message_id = ids.read("msg", id_)
    except ValueError as error:
        raise GoodwordError(f"{id_} is {error}.") from error
    settings = load(NotifierSettings)
    url = settings.notifier_database_url.get_secret_value()
    db = Database(url, service=SERVICE, schema=SCHEMA, pool_size=1)

    async def work(db: Database) -> str:
        return await show_message(message_id, mailroom=open_mailroom(settings, db))

    typer.echo(with_database(db, work))

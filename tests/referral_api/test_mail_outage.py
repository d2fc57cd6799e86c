"""Mail that comes while the database is away."""

import asyncio
import smtplib
from pathlib import Path

import pytest
from tests.fixtures.database import Databases
from tests.referral_api.mails import BEN, a_mail
from tests.referral_api.test_main import WAIT_S, free_port, settings_for
from tests.referral_api.test_outage import own, until_ready, until_told  # noqa: F401 a fixture

from goodword import ids
from goodword.letters.mailboxes import mailbox
from goodword.observability import Watch
from goodword.seal import Hasher
from referral_api.main import SERVICE, serve


async def test_it_is_to_come_again_and_then_is_taken(own: Databases, tmp_path: Path):  # noqa: F811
    stop, watch, port = asyncio.Event(), Watch(SERVICE), free_port()
    settings = settings_for(own, free_port()).model_copy(update={"mail_in_port": port})
    hasher = Hasher(settings.hash_key.get_secret_value())
    to = mailbox(hasher, "ref", ids.new(), "in.harbor.example")

    def bring() -> None:
        with smtplib.SMTP("127.0.0.1", port, timeout=WAIT_S) as client:
            client.sendmail("c@clients.example", to, a_mail([BEN]))

    async def refusal() -> int:
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            await asyncio.to_thread(bring)
        code: int = refused.value.recipients[to][0]
        return code

    serving = asyncio.create_task(serve(settings, stop=stop, watch=watch))
    await until_ready(watch)
    assert await refusal() == 550

    await own.server.stop()
    await until_told(watch, "database: it cannot be worked with")
    assert await refusal() == 451
    await own.server.start()
    await until_ready(watch)

    assert await refusal() == 550
    stop.set()
    await asyncio.wait_for(serving, WAIT_S)

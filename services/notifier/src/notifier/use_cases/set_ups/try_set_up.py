"""Trying a mail server: greet, log in, leave; and saying what came of it."""

from goodword.errors import PermanentError, TransientError
from goodword.jobs import Job
from goodword.setups import SMTP, Known, SmtpSetUp, kind_of, name_of, note_check
from notifier.use_cases.messages.mailroom import Mailroom


async def try_set_up(job: Job, *, mailroom: Mailroom) -> None:
    """Say whether the set-up as it is now works; one that is gone meanwhile is not tried."""
    name = name_of(job.payload["kind"])
    async with mailroom.db.begin([job.business_id]) as session:
        known = (await mailroom.set_ups.of(session, [job.business_id]))[job.business_id]
    if name not in known.versions:
        return
    errors = await _try(known, mailroom)
    key = job.business_id, kind_of("channel", name), known.versions[name]
    async with mailroom.db.begin([job.business_id]) as session:
        await note_check(key, errors, session=session, asked=True)


async def _try(known: Known, mailroom: Mailroom) -> tuple[str, ...]:
    form = known.forms.get(SMTP)
    if not isinstance(form, SmtpSetUp):
        return ("its secrets cannot be opened: set them again",)
    try:
        await mailroom.open_server(form).check()
    except (PermanentError, TransientError) as error:
        return (str(error),)
    return ()

"""What the channels themselves keep of mail to somebody who is erased is removed."""

from goodword import ids
from goodword.jobs import Job
from notifier.db import erasing
from notifier.use_cases.messages.mailroom import Mailroom


async def forget_post(job: Job, *, mailroom: Mailroom) -> None:
    """Have every channel forget the mail to the person of `job`; again and again does no harm.

    TransientError where a channel cannot do so now.
    """
    who = job.business_id, ids.read("per", job.payload["person_id"])
    async with mailroom.db.begin([job.business_id]) as session:
        headers = await erasing.headers_of(session, who)
    for channel in (mailroom.live_channel, mailroom.test_channel):
        for header in headers:
            await channel.forget(header)

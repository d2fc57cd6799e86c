"""Sending a message, in three beats: claim it, hand it over, close it."""

import structlog

from goodword import ids
from goodword.errors import TransientError
from goodword.jobs import Job
from goodword.observability.tracing import span
from notifier.domain.message import Outcome
from notifier.ports import AmbiguousError, RefusedError
from notifier.use_cases.messages.claim_message import Claimed, claim_message
from notifier.use_cases.messages.close_message import Answer, close_message
from notifier.use_cases.messages.mailroom import Mailroom

log = structlog.get_logger()


async def send_message(job: Job, *, mailroom: Mailroom) -> None:
    """Send the message of `job`; TransientError where it is to be tried, or repeated, later.

    Whoever dies between the beats leaves a claim whose lease runs out; `domain.message` says what
    the next claim makes of it.
    """
    id_ = ids.read("msg", job.payload["message_id"])
    claimed = await claim_message(job.business_id, id_, mailroom=mailroom)
    if claimed is None:
        return
    answer, retry_after_s = await _hand_over(claimed, mailroom)
    standing = await close_message(job.business_id, id_, answer, mailroom=mailroom)
    log.info(
        "message handed over",
        message_id=job.payload["message_id"],
        outcome=answer.outcome,
        reason=answer.reason,
        state=standing.state,
    )
    if not standing.is_final:
        raise TransientError(f"the message is {standing.state} now", retry_after_s=retry_after_s)


async def _hand_over(claimed: Claimed, mailroom: Mailroom) -> tuple[Answer, float | None]:
    """What the channel answered, and when to try again if there is a reason to."""
    turn, channel = claimed.turn, claimed.channel.name
    try:
        with span(f"send mail {channel}"):
            await claimed.channel.send(claimed.mail)
    except RefusedError as error:
        log.warning("mail refused", reason=error.reason, code=error.code, detail=str(error))
        return (
            Answer(
                turn=turn,
                channel=channel,
                outcome=Outcome.REFUSED,
                reason=error.reason,
                status=error.status,
            ),
            None,
        )
    except AmbiguousError as error:
        log.warning("mail may have left", detail=str(error))
        lost = Answer(turn=turn, channel=channel, outcome=Outcome.LOST)
        return lost, mailroom.repeat_after_s
    except TransientError as error:
        log.warning("mail cannot leave now", detail=str(error))
        not_now = Answer(turn=turn, channel=channel, outcome=Outcome.NOT_NOW)
        return not_now, error.retry_after_s
    return Answer(turn=turn, channel=channel, outcome=Outcome.TAKEN), None

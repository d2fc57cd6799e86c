"""Accept a mail that came by SMTP or LMTP: kept as a webhook would be, and only then answered."""

from referral_api.use_cases.connections.find_sender import Sender
from referral_api.use_cases.deliveries.intake import Intake
from referral_api.use_cases.deliveries.read_webhook import Webhook, read_webhook

_HEADERS = {"content-type": "message/rfc822"}


async def accept_mail(mail: bytes, sender: Sender, *, intake: Intake) -> bool:
    """Keep a mail for the connection that takes it in; whether it is new, once that is committed. A
    mail that came before, by whichever way, is not kept twice.

    TransientError where it cannot be kept now: whoever sent it will come again.
    """
    webhook = Webhook(sender.connection_id, _HEADERS, mail)
    delivery = read_webhook(webhook, sender, intake.sources)
    is_new = await intake.writer.keep(delivery)
    intake.meters.note(sender.source, "accepted" if is_new else "duplicate")
    return is_new

"""How the port for mail is set up."""

from referral_api.routes.smtp.listener import Listening, tls_context
from referral_api.routes.smtp.peers import Peers
from referral_api.routes.smtp.receiving import Receiving
from referral_api.routes.tools import Tools
from referral_api.settings import ReferralApiSettings
from referral_api.use_cases.connections.find_mailbox import Postbox


def listening_for_mail(settings: ReferralApiSettings, port: int) -> Listening:
    """How mail's own port is to be served; GoodwordError where its certificate is none."""
    certificate, key = settings.mail_in_certificate, settings.mail_in_key
    return Listening(
        host=settings.mail_in_host or settings.host,
        port=port,
        protocol=settings.mail_in_protocol,
        max_bytes=settings.mail_in_max_bytes,
        timeout_s=settings.mail_in_timeout_s,
        max_sessions=settings.mail_in_max_sessions,
        tls=tls_context(certificate, key) if certificate and key else None,
    )


def receiving_mail(settings: ReferralApiSettings, tools: Tools) -> Receiving:
    """What comes of a mail at that port."""
    return Receiving(
        postbox=Postbox(tools.db, tools.hasher, tools.sealer, tools.intake.sources),
        intake=tools.intake,
        domain=settings.mail_in_domain or "localhost",
        max_recipients=settings.mail_in_max_recipients,
        trusted=Peers.of(settings.mail_in_trusted),
        by_recipient=settings.mail_in_protocol == "lmtp",
    )

"""A bounce as a mail server would write it, of a letter that is none of ours."""

from datetime import datetime
from email.utils import format_datetime

from referral_api.ports import Sample

_MAIL = """From: MAILER-DAEMON@goodword.invalid
To: sample@goodword.invalid
Date: {date}
Message-ID: <{name}@goodword.invalid>
Subject: Undelivered mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="sample"

--sample
Content-Type: text/plain

This is a sample.

--sample
Content-Type: message/delivery-status

Reporting-MTA: dns; goodword.invalid

Final-Recipient: rfc822; nobody@goodword.invalid
Action: failed
Status: 5.1.1

--sample--
"""


def sample(name: str, at: datetime, secret: str, url: str) -> Sample:
    """A bounce that names no letter, so that it is read and makes nobody unreachable."""
    body = _MAIL.format(name=name, date=format_datetime(at)).encode()
    headers = {"content-type": "message/rfc822", "authorization": f"Bearer {secret}"}
    return Sample(headers, body)

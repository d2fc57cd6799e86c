"""A mail as a server would pass it on, copied to an address that is none of ours."""

from datetime import datetime
from email.utils import format_datetime

from referral_api.ports import Sample

_MAIL = """From: nobody@goodword.invalid
To: somebody@goodword.invalid
Date: {date}
Message-ID: <{name}@goodword.invalid>
Subject: May I introduce you?
Content-Type: text/plain; charset=utf-8

This is a sample.
"""


def sample(name: str, at: datetime, secret: str, url: str) -> Sample:
    """A mail that names no referral, so that it is read and introduces nobody."""
    body = _MAIL.format(name=name, date=format_datetime(at)).encode()
    headers = {"content-type": "message/rfc822", "authorization": f"Bearer {secret}"}
    return Sample(headers, body)

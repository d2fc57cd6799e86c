"""A mail server in one URL, and the passwords that it will not give away."""

import pytest

from notifier.channels.mail_server import MailServer


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://localhost", MailServer("localhost", 25)),
        ("smtp://localhost:1025", MailServer("localhost", 1025)),
        ("smtp://mx.example?starttls=1", MailServer("mx.example", 587, starttls=True)),
        ("smtps://mx.example", MailServer("mx.example", 465, tls=True)),
        ("smtps://mx.example?starttls=1", MailServer("mx.example", 465, tls=True)),
        (
            "smtps://me%40x:p%2Fw@mx.example:466?ca=/etc/ca.pem",
            MailServer("mx.example", 466, True, False, "/etc/ca.pem", "me@x", "p/w"),
        ),
        (
            "smtp://me:pw@[::1]:25?starttls=0",
            MailServer("::1", 25, user="me", password="pw"),
        ),
    ],
)
def test_a_url_says_where_mail_goes(url, server):
    assert MailServer.read(url) == server


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://mx.example", "has the form"),
        ("smtp://", "has the form"),
        ("mx.example:25", "has the form"),
        ("smtp://mx.example?starttls=maybe", "takes starttls=0, starttls=1"),
        ("smtp://mx.example?tls=1", "takes starttls=0, starttls=1"),
        ("smtp://me:secret@mx.example", "needs smtps:// or starttls=1"),
        ("smtp://me:1@secret/x@mx.example:25?starttls=1", "has the form"),
        ("smtp://me:secret/x@mx.example?starttls=1", "has the form"),
        ("smtp://mx.example:secret", "the port of a mail server is a number"),
        ("smtp://mx.example:99999", "the port of a mail server is a number"),
    ],
)
def test_a_wrong_url_is_told_without_the_password(url, said):
    with pytest.raises(ValueError, match=said) as caught:
        MailServer.read(url)

    assert "secret" not in str(caught.value)


def test_a_password_is_not_shown():
    assert "hush" not in repr(MailServer.read("smtps://me:hush@mx.example"))

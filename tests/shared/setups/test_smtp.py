"""What a business may say of its mail server."""

import pytest
from pydantic import ValidationError

from goodword.setups import SmtpSetUp


def test_the_least_that_is_needed_is_a_host():
    form = SmtpSetUp.model_validate({"host": "SMTP.Harbor.example"})

    assert form.body == {"host": "smtp.harbor.example", "port": 587, "security": "starttls"}


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "127.0.0.1",
        "[::1]",
        "::1",
        "2130706433",
        "10.1",
        "0x7f.1",
        "a b.example",
        "",
        "mx.example:25",
        "user@mx.example",
        "mx.example/",
        "127.0.0.1.",
        "-",
    ],
)
def test_only_a_name_of_a_server_is_one(host):
    with pytest.raises(ValidationError):
        SmtpSetUp.model_validate({"host": host})


@pytest.mark.parametrize(
    "more",
    [
        {"port": 22},
        {"port": 6379},
        {"security": "ssl"},
        {"username": "harbor"},
        {"password": "pw"},
        {"username": "harbor", "password": "pw", "security": "none"},
        {"username": "har\r\nbor", "password": "pw"},
        {"bounces_to": "a+b@mx.example"},
        {"bounces_to": "x" * 31 + "@mx.example"},
        {"ca": "/etc/passwd"},
    ],
)
def test_what_does_not_fit_is_refused(more):
    with pytest.raises(ValidationError):
        SmtpSetUp.model_validate({"host": "mx.example.com", **more})

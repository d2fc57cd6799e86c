"""Whose hand gives a command, as facts may name it."""

import os
import pwd
import re
from types import SimpleNamespace

import pytest

from goodword.cli.hand import hand
from goodword.events import Hand


def fits(told: str) -> bool:
    [pattern] = [each.pattern for each in Hand.__metadata__]
    return re.fullmatch(pattern, told) is not None


def test_it_is_the_systems_name_of_the_process_and_not_what_the_environment_says(monkeypatch):
    for name in ("LOGNAME", "USER", "SUDO_USER"):
        monkeypatch.setenv(name, "somebody-else")

    assert hand() == f"cli:{pwd.getpwuid(os.getuid()).pw_name}"
    assert fits(hand())


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("rita", "cli:rita"),
        ("HARBOR\\\\rita m", "cli:HARBOR__rita_m"),
        ("r" * 90, "cli:" + "r" * 64),
    ],
)
def test_a_name_that_facts_cannot_hold_is_made_fit(monkeypatch, name, told):
    monkeypatch.setattr(pwd, "getpwuid", lambda uid: SimpleNamespace(pw_name=name))

    assert hand() == told
    assert fits(told)


def test_a_user_without_a_name_is_a_number(monkeypatch):
    def nobody(uid):
        raise KeyError(uid)

    monkeypatch.setattr(pwd, "getpwuid", nobody)

    assert hand() == f"cli:uid-{os.getuid()}"

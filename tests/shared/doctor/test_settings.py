"""Settings of which each is possible, and which are wrong all the same."""

import os

import pytest
from cryptography.fernet import Fernet
from tests.shared.doctor.conftest import codes_found

from goodword.doctor import is_weak
from goodword.doctor.settings import look_at_settings
from goodword.errors import GoodwordError
from goodword.settings import Settings, load

ZEROS = "A" * 43 + "="
KEY = Fernet.generate_key().decode()


def found() -> list[str]:
    return [finding.code for finding in look_at_settings(load(Settings), os.environ)]


def test_nothing_is_said_of_settings_that_are_right(settings):
    assert found() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"HASH_KEY": "h" * 40}, "key_weak"),
        ({"HASH_KEY": "please-change-me-before-production"}, "key_weak"),
        ({"SECRET_KEYS": ZEROS}, "key_weak"),
        ({"SECRET_KEYS": f"{KEY},{KEY}"}, "key_weak"),
        ({"SECRET_KEYS": KEY, "HASH_KEY": KEY}, "key_weak"),
        ({"REWARDS_DATABASE_URL": "postgresql://app:short@db/goodword"}, "password_weak"),
        (
            {"BUS_OWNER_URL": "postgresql://goodword_owner:goodword_owner@db/goodword"},
            "password_weak",
        ),
        ({"PUBLIC_URL": "http://goodword.shop.test"}, "public_url_not_https"),
        ({"BUS": "kafka", "KAFKA": "one:9092,two:9092"}, "kafka_not_replicated"),
        (
            {
                "REFERRAL_DATABASE_URL": "postgresql://app:of-some-length@one/goodword",
                "REWARDS_DATABASE_URL": "postgresql://app:of-some-length@two/goodword",
            },
            "log_needs_one_database",
        ),
    ],
)
def test_a_setting_that_is_wrong_is_found(settings, changes, code):
    for name, value in changes.items():
        settings.setenv(f"GOODWORD_{name}", value)

    assert found() == [code]


def test_services_with_databases_of_their_own_are_right_on_kafka(settings):
    settings.setenv("GOODWORD_BUS", "kafka")
    settings.setenv(
        "GOODWORD_REFERRAL_DATABASE_URL", "postgresql://app:of-some-length@one/goodword"
    )
    settings.setenv("GOODWORD_REWARDS_DATABASE_URL", "postgresql://app:of-some-length@two/goodword")

    assert found() == []


def test_a_file_of_secrets_that_others_may_read_is_found(settings, tmp_path):
    (tmp_path / ".env").touch(0o600)
    (tmp_path / ".goodword").mkdir()
    (tmp_path / ".goodword" / "keys.json").touch(0o640)
    (tmp_path / "mail.key").touch(0o604)
    settings.setenv("GOODWORD_MAIL_IN_KEY", str(tmp_path / "mail.key"))

    told = [finding.sentence for finding in look_at_settings(load(Settings), os.environ)]

    assert told == [
        ".goodword/keys.json has secrets, and others than its owner have rights to it (640).",
        f"{tmp_path}/mail.key has secrets, and others than its owner have rights to it (604).",
    ]


def test_what_is_drawn_is_not_weak():
    assert not any(is_weak(Fernet.generate_key().decode()) for _ in range(100))


async def test_without_any_database_there_is_nothing_to_look_at(settings):
    with pytest.raises(GoodwordError, match=r"GOODWORD_NOTIFIER_DATABASE_URL, .* run this where"):
        await codes_found()

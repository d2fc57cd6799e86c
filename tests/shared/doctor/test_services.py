"""What the settings of one service say that nobody else sees, and what it reaches."""

import pytest
from tests.fixtures.any_row import insert
from tests.fixtures.rows import superuser
from tests.notifier.channels.conftest import Inbox, listening

from standalone.port import free_port


async def test_nothing_is_wrong_with_an_installation_that_is_as_it_must_be(codes):
    assert await codes() == []


@pytest.mark.parametrize(
    ("setting", "value", "found"),
    [
        (
            "POOL_SIZE",
            "1",
            [(each, "setting_wrong") for each in ("notifier", "referral-api", "rewards-worker")],
        ),
        ("MAIL_FROM", "nobody", [("notifier", "setting_wrong")]),
        ("OPERATOR_TOKEN", "t" * 40, [("referral-api", "token_weak")]),
        ("MAIL_IN_PORT", "2525", [("referral-api", "mail_in_without_domain")]),
        ("REFERRAL_DATABASE_URL", None, [("referral-api", "database_unreachable")]),
        ("MAIL_TARGET", "/proc/version", [("notifier", "mail_folder_closed")]),
    ],
)
async def test_what_is_wrong_with_a_service_is_said_of_it(codes, settings, setting, value, found):
    nowhere = f"postgresql://app:of-some-length@127.0.0.1:{free_port()}/goodword"
    settings.setenv(f"GOODWORD_{setting}", nowhere if value is None else value)
    # Else the log would need one database, too.
    settings.setenv("GOODWORD_BUS", "log")

    assert [each for each in await codes() if each[0]] == found


async def test_a_password_that_postgres_does_not_take_is_a_database_out_of_reach(
    codes, settings, databases
):
    wrong = databases.url("rewards").replace("secret%20of", "no%20secret%20of")
    settings.setenv("GOODWORD_REWARDS_DATABASE_URL", wrong)

    assert await codes() == [("rewards-worker", "database_unreachable")]


async def test_a_mail_server_is_greeted(codes, settings):
    settings.setenv("GOODWORD_MAIL_CHANNEL", "smtp")
    settings.setenv("GOODWORD_MAIL_FROM", "hello@shop.test")
    async with listening(Inbox()) as inbox:
        settings.setenv("GOODWORD_MAIL_TARGET", f"smtp://127.0.0.1:{inbox.port}")
        assert await codes() == []

    assert await codes() == [("notifier", "mail_server_refuses")]


async def test_mail_from_this_machine_reaches_nobody(codes, settings):
    settings.setenv("GOODWORD_MAIL_CHANNEL", "smtp")
    async with listening(Inbox()) as inbox:
        settings.setenv("GOODWORD_MAIL_TARGET", f"smtp://127.0.0.1:{inbox.port}")

        assert await codes() == [("notifier", "mail_from_nowhere")]


@pytest.mark.parametrize(("mode", "found"), [("live", ["public_url_local"]), ("test", [])])
async def test_links_to_this_machine_are_wrong_for_real_people(
    codes, settings, databases, mode, found
):
    settings.setenv("GOODWORD_PUBLIC_URL", "http://localhost:8000")
    async with superuser(databases) as connection:
        await connection.execute("set session_replication_role = replica")
        await insert(connection, "referral.business", mode=f"'{mode}'", currency="'USD'")

    assert [code for _, code in await codes()] == found

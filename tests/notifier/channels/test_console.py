"""The console channel: mail to read at one's desk."""

import asyncio
from dataclasses import replace

import pytest

from goodword.errors import TransientError
from notifier.channels import CHANNELS
from notifier.channels.console import MAX_LINES, ConsoleChannel
from notifier.channels.mime import compose
from notifier.ports import RefusedError, Sent

NAME = "msg_01h455vb4pex5vsknk084sn02q@shop.example.eml"


async def test_a_mail_is_shown_and_kept_whole(mail, tmp_path, capsys):
    sent = await ConsoleChannel(tmp_path / "mail").send(mail)

    shown = capsys.readouterr().out
    assert sent == Sent(f"kept as {NAME}")
    assert [path.name for path in (tmp_path / "mail").iterdir()] == [NAME]
    assert (tmp_path / "mail" / NAME).read_bytes() == compose(mail).as_bytes()
    assert "Mail to  Zoë <zoe@example.com>" in shown
    assert "Subject  Ein Dankeschön von Café Müller & Söhne" in shown
    assert f"Kept as  {tmp_path / 'mail' / NAME}" in shown
    assert "Grüße!" in shown


async def test_what_is_kept_is_for_its_owner_alone(mail, tmp_path):
    await ConsoleChannel(tmp_path / "mail").send(mail)

    assert (tmp_path / "mail").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "mail" / NAME).stat().st_mode & 0o777 == 0o600


async def test_a_repeat_is_kept_and_shown_once(mail, tmp_path, capsys):
    channel = ConsoleChannel(tmp_path)

    first = await channel.send(mail)
    second = await channel.send(mail)

    assert first == second
    assert [path.name for path in tmp_path.iterdir()] == [NAME]
    assert capsys.readouterr().out.count("Mail to") == 1


async def test_mails_at_once_are_each_kept(mail, tmp_path, capsys):
    channel = ConsoleChannel(tmp_path)
    mails = [replace(mail, message_id=f"m{n}@shop.example") for n in range(20)]

    await asyncio.gather(*map(channel.send, mails))

    assert {path.name for path in tmp_path.iterdir()} == {
        f"m{n}@shop.example.eml" for n in range(20)
    }
    assert capsys.readouterr().out.count("Mail to") == 20


async def test_without_a_folder_it_is_only_shown(mail, capsys):
    channel = CHANNELS["console"]("")

    sent = await channel.send(mail)

    assert (channel.name, sent) == ("console", Sent("shown"))
    assert "Kept as" not in capsys.readouterr().out


async def test_a_terminal_is_not_played_with(mail, capsys):
    await ConsoleChannel().send(replace(mail, text="a\x1b[2Jb\n" * 100, subject="x\x1b]0;y\x07"))

    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert shown.count("a [2Jb") == MAX_LINES


async def test_a_folder_that_cannot_be_written_may_be_tried_again(mail, tmp_path, capsys):
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(TransientError, match="the mail cannot be kept"):
        await ConsoleChannel(tmp_path / "file").send(mail)

    assert capsys.readouterr().out == ""


async def test_a_disk_that_fails_half_way_leaves_nothing_behind(
    mail, tmp_path, capsys, monkeypatch
):
    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("notifier.channels.console.os.fsync", full)

    with pytest.raises(TransientError, match="No space left on device"):
        await ConsoleChannel(tmp_path).send(mail)

    assert list(tmp_path.iterdir()) == []
    assert capsys.readouterr().out == ""


async def test_a_message_id_cannot_name_a_file_elsewhere(mail, tmp_path, capsys):
    channel = ConsoleChannel(tmp_path / "mail")

    with pytest.raises(RefusedError):
        await channel.send(replace(mail, message_id="../x@shop.example"))

    assert list(tmp_path.iterdir()) == []
    assert capsys.readouterr().out == ""


def test_the_registry_opens_each_channel_by_where_it_sends(tmp_path):
    opened = {"console": str(tmp_path), "smtp": "smtp://localhost:1025"}

    names = [CHANNELS[name](target).name for name, target in opened.items()]

    assert names == ["console", "smtp"]
    assert CHANNELS.keys() == opened.keys()

"""The family's messages: read once, gone when read out, and never in the way when they are broken."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from companion.inbox import FolderInbox, NoInbox


def put(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def test_a_message_arrives_once_and_is_gone_when_it_was_read_out(tmp_path: Path) -> None:
    inbox = FolderInbox(tmp_path)
    put(tmp_path, "1.toml", 'from = "Anna"\ntext = "See you on Sunday."')
    [message] = inbox.arrived()
    assert (message.sender, message.text) == ("Anna", "See you on Sunday.")
    assert inbox.arrived() == ()
    inbox.delivered(message.identifier)
    assert list(tmp_path.iterdir()) == []


def test_what_was_not_read_out_comes_again_after_a_restart(tmp_path: Path) -> None:
    put(tmp_path, "1.toml", 'from = "Anna"\ntext = "See you."')
    assert len(FolderInbox(tmp_path).arrived()) == 1
    assert len(FolderInbox(tmp_path).arrived()) == 1


def test_they_come_in_order_of_their_names(tmp_path: Path) -> None:
    for name in ("2", "1", "3"):
        put(tmp_path, f"{name}.toml", f'from = "A"\ntext = "{name}"')
    assert [one.text for one in FolderInbox(tmp_path).arrived()] == ["1", "2", "3"]


@pytest.mark.parametrize(
    "text",
    ["", "from = 3", 'from = "A"', 'from = "A"\ntext = ""', "secret words [", 'from = "A"\ntext = "' + "x" * 700 + '"'],
)
def test_a_broken_message_is_told_about_without_its_words(
    text: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    put(tmp_path, "1.toml", text)
    put(tmp_path, "2.toml", 'from = "Anna"\ntext = "See you."')
    with caplog.at_level(logging.WARNING):
        assert [one.sender for one in FolderInbox(tmp_path).arrived()] == ["Anna"]
    assert "1.toml" in caplog.text
    assert "secret" not in caplog.text
    assert "xxx" not in caplog.text


def test_no_folder_is_an_empty_one(tmp_path: Path) -> None:
    assert FolderInbox(tmp_path / "no").arrived() == ()
    assert NoInbox().arrived() == ()
    FolderInbox(tmp_path / "no").delivered("1.toml")

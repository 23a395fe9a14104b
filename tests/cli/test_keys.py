"""`companion keys` at the command line."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from companion.cli import main
from privacy.keys import read_key_file


@pytest.fixture
def device(tmp_path: Path) -> Path:
    """A device's settings file; its state is beside it."""
    (tmp_path / "passphrase").write_text("correct horse battery\nsecond line\n", encoding="utf-8")
    settings = tmp_path / "settings.toml"
    settings.write_text(f'state_dir = "{tmp_path / "state"}"\n', encoding="utf-8")
    return settings


def keys(device: Path, action: str, *words: str) -> int:
    return main(["keys", "--settings", str(device), action, *words])


def new(device: Path, out: str, *words: str, role: str = "caregiver") -> int:
    passphrase = ["--passphrase-file", str(device.with_name("passphrase"))]
    return keys(
        device, "new", "--role", role, "--name", "Rose", "--out", str(device.with_name(out)), *passphrase, *words
    )


def test_a_new_key_is_written_and_registered(device: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert new(device, "rose.key") == 0
    assert stat.S_IMODE(device.with_name("rose.key").stat().st_mode) == 0o600
    assert "may read summary, safety" in capsys.readouterr().out
    assert keys(device, "list", "--json") == 0
    (line,) = capsys.readouterr().out.splitlines()
    fields = json.loads(line)
    assert (fields["name"], fields["role"], fields["scopes"]) == ("Rose", "caregiver", ["summary", "safety"])


def test_nobody_registered_is_said(device: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert keys(device, "list") == 0
    assert "Nobody may read yet" in capsys.readouterr().out
    assert keys(device, "list", "--json") == 0
    assert capsys.readouterr().out == ""


def test_a_public_half_travels_from_another_machine(device: Path, capsys: pytest.CaptureFixture[str]) -> None:
    public = device.with_name("rose.public")
    assert new(device, "rose.key", "--public", str(public)) == 0
    assert keys(device, "list") == 0
    assert "Nobody may read yet" in capsys.readouterr().out
    assert keys(device, "new", "--register-only", str(public)) == 0
    assert keys(device, "list") == 0
    assert "Rose" in capsys.readouterr().out


def test_an_existing_file_is_kept(device: Path, capsys: pytest.CaptureFixture[str]) -> None:
    device.with_name("rose.key").write_text("precious", encoding="utf-8")
    assert new(device, "rose.key") == 4
    assert device.with_name("rose.key").read_text(encoding="utf-8") == "precious"
    assert "already there" in capsys.readouterr().err
    assert not (device.parent / "state" / "recipients").exists()


def test_a_key_that_cannot_be_registered_is_not_left_behind(device: Path) -> None:
    (device.parent / "state").write_text("in the way", encoding="utf-8")
    assert new(device, "rose.key") == 4
    assert not device.with_name("rose.key").exists()


def test_p4_the_private_half_does_not_go_on_the_device(device: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = ["--out", str(device.parent / "state" / "rose.key")]
    assert new(device, "rose.key", *out) == 2
    assert "does not belong on this device" in capsys.readouterr().err


@pytest.mark.parametrize("words", [[], ["--role", "caregiver"], ["--name", "Rose", "--out", "x"]])
def test_what_is_missing_is_said(device: Path, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert keys(device, "new", *words) == 2
    assert "needs --role, --name and --out" in capsys.readouterr().err


def test_a_short_passphrase_is_refused(device: Path, capsys: pytest.CaptureFixture[str]) -> None:
    device.with_name("passphrase").write_text("short\n", encoding="utf-8")
    assert new(device, "rose.key") == 2
    assert "at least 8" in capsys.readouterr().err
    assert not device.with_name("rose.key").exists()


def test_a_missing_passphrase_file_is_said(device: Path, capsys: pytest.CaptureFixture[str]) -> None:
    device.with_name("passphrase").unlink()
    assert new(device, "rose.key") == 3
    assert "cannot be read" in capsys.readouterr().err


def test_the_passphrase_can_be_typed_and_must_be_typed_twice_alike(
    device: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = ["four good words here", "four good words there", "four good words here", "four good words here"]
    monkeypatch.setattr("companion.cli.keys.getpass", lambda _: answers.pop(0))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    words = ("new", "--role", "resident", "--name", "Edith", "--out", str(device.with_name("edith.key")))
    assert keys(device, *words) == 2
    assert "differ" in capsys.readouterr().err
    assert keys(device, *words) == 0


def test_without_a_terminal_the_passphrase_file_is_asked_for(
    device: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    assert keys(device, "new", "--role", "resident", "--name", "E", "--out", str(device.with_name("e.key"))) == 2
    assert "--passphrase-file" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["  ", "Rose\x1b[31m", "Rose\nHill", "R\udcffse", "x" * 101])
def test_a_name_that_is_none_is_refused_before_anything_is_written(
    device: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert new(device, "rose.key", "--name", name) == 2
    assert "name of 1 to 100" in capsys.readouterr().err
    assert not device.with_name("rose.key").exists()


@pytest.mark.parametrize("where", ["", "/"])
def test_a_key_needs_a_file_name(device: Path, where: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert new(device, "rose.key", "--out", where) == 4
    assert "cannot be written" in capsys.readouterr().err


def test_a_passphrase_saved_by_notepad_is_the_one_that_is_typed(device: Path) -> None:
    device.with_name("passphrase").write_bytes(b"\xef\xbb\xbfcorrect horse battery\r\n")
    assert new(device, "rose.key") == 0
    assert read_key_file(device.with_name("rose.key"), "correct horse battery").recipient.name == "Rose"


@pytest.mark.parametrize("content", ["/dev/zero", "long line"])
def test_a_passphrase_file_without_end_is_refused(
    device: Path, content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    device.with_name("passphrase").write_text("long" * 300, encoding="utf-8")
    if content == "/dev/zero":
        device.with_name("passphrase").unlink()
        device.with_name("passphrase").symlink_to("/dev/zero")
    assert new(device, "rose.key") == 3
    assert "longer than" in capsys.readouterr().err


def test_a_passphrase_that_is_not_text_is_refused(
    device: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("companion.cli.keys.getpass", lambda _: "gr\udcfcne Wiese am Bach")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    words = ("new", "--role", "resident", "--name", "Edith", "--out", str(device.with_name("edith.key")))
    assert keys(device, *words) == 2
    assert "UTF-8" in capsys.readouterr().err
    assert not device.with_name("edith.key").exists()


def test_a_key_that_may_not_be_there_twice_is_told(device: Path, capsys: pytest.CaptureFixture[str]) -> None:
    public = device.with_name("rose.public")
    assert new(device, "rose.key", "--public", str(public)) == 0
    assert keys(device, "new", "--register-only", str(public)) == 0
    assert keys(device, "new", "--register-only", str(public)) == 4
    assert "registered already" in capsys.readouterr().err


def test_a_passphrase_broken_off_is_one_plain_sentence(
    device: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken_off(_: str) -> str:
        raise EOFError

    monkeypatch.setattr("companion.cli.keys.getpass", broken_off)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    assert keys(device, "new", "--role", "resident", "--name", "E", "--out", str(device.with_name("e.key"))) == 2
    assert "No passphrase was given" in capsys.readouterr().err


def test_a_link_that_leads_to_itself_is_one_plain_sentence(device: Path, capsys: pytest.CaptureFixture[str]) -> None:
    device.with_name("rose.key").symlink_to("rose.key")
    assert new(device, "rose.key") == 4
    assert "rose.key" in capsys.readouterr().err

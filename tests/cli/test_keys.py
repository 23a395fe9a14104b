"""`companion keys` at the command line."""

from __future__ import annotations

import json
import stat
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from companion.cli import main
from companion.messages import Record, Scope
from privacy.keys import load_recipients, load_revoked, read_key_file
from privacy.keys.coverage import days_sealed_to
from privacy.log import open_log
from privacy.reader import read_log

IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a file system that is no disk of the device's


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
    told = capsys.readouterr().out
    assert "opens calls for help from now on; answers once the resident agrees" in told
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


def test_a_key_whose_public_half_cannot_be_handed_on_is_not_left_behind(
    device: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = device.with_name("stick")
    stick.mkdir()

    def pulled_out(_: str) -> str:
        if stick.exists():
            stick.rmdir()
        return "four good words here"

    monkeypatch.setattr("companion.cli.passphrases.getpass", pulled_out)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    words = ("--role", "resident", "--name", "E", "--out", str(device.with_name("e.key")))
    assert keys(device, "new", *words, "--sheet", str(device.with_name("e.txt")), "--public", f"{stick}/e.public") == 4
    assert not device.with_name("e.key").exists()
    assert not device.with_name("e.txt").exists()


def test_a_device_where_nobody_can_be_registered_is_told_before_the_passphrase(
    device: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    device.with_name("passphrase").unlink()
    (device.parent / "state").write_text("in the way", encoding="utf-8")
    assert new(device, "rose.key") == 3
    assert "folder of recipients" in capsys.readouterr().err
    assert not device.with_name("rose.key").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--out", "there"), "already there"),
        (("--out", "none/rose.key"), "cannot be written"),
        (("--sheet", "there"), "already there"),
        (("--sheet", "none/sheet.html"), "cannot be written"),
        (("--public", "there"), "already there"),
    ],
)
def test_a_place_is_tried_before_the_passphrase_is_asked_for(
    device: Path,
    words: tuple[str, str],
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def nobody_asks(_: str) -> str:
        raise AssertionError("the passphrase was asked for")

    device.with_name("there").write_text("precious", encoding="utf-8")
    monkeypatch.setattr("companion.cli.passphrases.getpass", nobody_asks)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    option, place = words
    given = ("--role", "resident", "--name", "E", "--out", str(device.with_name("e.key")))
    assert keys(device, "new", *given, option, str(device.parent / place)) == 4
    out, err = capsys.readouterr()
    assert told in err
    assert "passphrase" not in out
    assert sorted(one.name for one in device.parent.iterdir()) == ["passphrase", "settings.toml", "there"]


def test_what_lies_on_the_devices_own_disk_is_warned_of(device: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert new(device, "rose.key", "--sheet", str(device.with_name("rose.html"))) == 0
    out = capsys.readouterr().out
    assert "on the disk of the sealed log" in out
    assert out.index("Mind:") < out.index("The private half is in")


@pytest.mark.skipif(not IN_MEMORY.is_dir(), reason="no other disk here to write to")
def test_a_stick_is_no_reason_to_warn(device: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if IN_MEMORY.stat().st_dev == device.stat().st_dev:
        pytest.skip("the tests run there themselves")
    with TemporaryDirectory(dir=IN_MEMORY) as stick:
        assert new(device, "rose.key", "--out", f"{stick}/rose.key") == 0
    assert "Mind:" not in capsys.readouterr().out


def test_a_name_belongs_to_one_person(device: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert new(device, "rose.key") == 0
    assert new(device, "other.key", "--name", " rose") == 2
    assert "kept by the name" in capsys.readouterr().err
    assert not device.with_name("other.key").exists()
    assert new(device, "other.key", "--name", "Rose Hill") == 0


def test_a_new_key_of_the_same_person_replaces_the_old_one(device: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert new(device, "old.key") == 0
    capsys.readouterr()
    assert new(device, "new.key", "--replace") == 0
    told = capsys.readouterr().out
    assert "answers as the resident has decided about Rose" in told
    assert "Nothing more is sealed to the older key of Rose (caregiver)" in told
    old, made = (read_key_file(device.with_name(name), "correct horse battery") for name in ("old.key", "new.key"))
    folder = device.parent / "state" / "recipients"
    assert [one.key_id for one in load_recipients(folder)] == [made.key_id]
    assert [one.recipient.key_id for one in load_revoked(folder)] == [old.key_id]


def test_the_name_of_somebody_revoked_is_taken_only_by_the_same_person(
    device: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert new(device, "old.key") == 0
    assert keys(device, "revoke", "Rose", "--yes") == 0
    assert new(device, "new.key") == 2
    assert "--replace" in capsys.readouterr().err
    assert new(device, "new.key", "--replace") == 0


def test_a_public_half_from_elsewhere_takes_no_name_either(device: Path, capsys: pytest.CaptureFixture[str]) -> None:
    public = device.with_name("rose.public")
    assert new(device, "old.key") == 0
    assert new(device, "new.key", "--public", str(public)) == 0
    assert keys(device, "new", "--register-only", str(public)) == 2
    assert "kept by the name" in capsys.readouterr().err
    assert keys(device, "new", "--register-only", str(public), "--replace") == 0
    assert [one.name for one in load_recipients(device.parent / "state" / "recipients")] == ["Rose"]


def test_replacing_a_key_destroys_nothing_and_says_how_to(device: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert new(device, "old.key", role="resident") == 0
    old = read_key_file(device.with_name("old.key"), "correct horse battery")
    log = device.parent / "state" / "log.db"
    with closing(open_log(log, [old.recipient])) as writer:
        writer.append(Record(kind="turn", scope=Scope.DIARY, body={"heard": "porridge"}), datetime.now(UTC))
    assert new(device, "new.key", "--replace", role="resident") == 0
    told = capsys.readouterr().out
    assert [one.body["heard"] for one in read_log(log, old)] == ["porridge"]
    command = told.rpartition("companion keys ")[2].split()
    assert keys(device, *command, "--yes") == 0
    assert "is destroyed" in capsys.readouterr().out
    assert days_sealed_to(log, old.key_id) == ()


def test_a_name_that_is_written_otherwise_has_no_consent_yet(device: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert new(device, "old.key") == 0
    assert new(device, "new.key", "--name", "rose", "--replace") == 0
    assert capsys.readouterr().out.count("once the resident agrees") == 2


def test_a_consent_on_paper_is_told(device: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with device.open("a", encoding="utf-8") as settings:
        settings.write("[consent]\nshare = true\n")
    assert new(device, "rose.key") == 0
    assert "consent was given on paper" in capsys.readouterr().out
    assert new(device, "edith.key", "--name", "Edith", role="resident") == 0
    assert "opens what is kept from now on: diary, summary, safety" in capsys.readouterr().out


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


def test_two_passphrases_that_differ_are_asked_for_again(
    device: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    here, there = "four good words here", "four good words there"
    answers = [here, there, "password", here, here]
    monkeypatch.setattr("companion.cli.passphrases.getpass", lambda _: answers.pop(0))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    words = ("new", "--role", "resident", "--name", "Edith", "--out", str(device.with_name("edith.key")))
    assert keys(device, *words) == 0
    told = capsys.readouterr().out
    assert "differ. Try again." in told
    assert "would guess" in told
    assert answers == []
    assert read_key_file(device.with_name("edith.key"), here).recipient.name == "Edith"


def test_after_three_pairs_that_differ_nothing_is_written(
    device: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = ["four good words here", "four good words there"] * 3
    monkeypatch.setattr("companion.cli.passphrases.getpass", lambda _: answers.pop(0))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    words = ("new", "--role", "resident", "--name", "Edith", "--out", str(device.with_name("edith.key")))
    assert keys(device, *words) == 2
    assert "The two passphrases differ. Nothing was written." in capsys.readouterr().err
    assert answers == []
    assert not device.with_name("edith.key").exists()


@pytest.mark.parametrize(
    "passphrase",
    [
        *"password PassWord 12345678 87654321 1234567890123 aaaaaaaa abababab abcdefgh qwertyuiop iloveyou".split(),
        "pass word",
        "correct horse battery staple",
    ],
)
def test_what_everybody_would_guess_first_is_refused(
    device: Path, passphrase: str, capsys: pytest.CaptureFixture[str]
) -> None:
    device.with_name("passphrase").write_text(f"{passphrase}\n", encoding="utf-8")
    assert new(device, "rose.key") == 2
    err = capsys.readouterr().err
    assert "would guess" in err
    assert passphrase not in err
    assert not device.with_name("rose.key").exists()


@pytest.mark.parametrize(
    "passphrase", ["correct horse battery", "tuesday7", "ÄÖÜäöüßß", "my password is long", "12345678x"]
)
def test_no_kind_of_sign_is_asked_for(device: Path, passphrase: str) -> None:
    device.with_name("passphrase").write_text(f"{passphrase}\n", encoding="utf-8")
    assert new(device, "rose.key") == 0


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
    monkeypatch.setattr("companion.cli.passphrases.getpass", lambda _: "gr\udcfcne Wiese am Bach")
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

    monkeypatch.setattr("companion.cli.passphrases.getpass", broken_off)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    assert keys(device, "new", "--role", "resident", "--name", "E", "--out", str(device.with_name("e.key"))) == 2
    assert "No passphrase was given" in capsys.readouterr().err


def test_a_link_that_leads_to_itself_is_one_plain_sentence(device: Path, capsys: pytest.CaptureFixture[str]) -> None:
    device.with_name("rose.key").symlink_to("rose.key")
    assert new(device, "rose.key") == 4
    assert "rose.key" in capsys.readouterr().err

"""`companion log export`, and reading an export in place of the log."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyrage
import pytest

from companion.cli import main
from companion.device_log import open_log
from companion.messages import Record, Scope
from companion.settings import load_settings
from privacy.keys import Argon2Cost, new_key, register, write_key_file

CHEAP = Argon2Cost(memory_kib=64, passes=1, lanes=1)
NOW = datetime.now(UTC)


@dataclass(frozen=True)
class Desk:
    """A device, a key, and a laptop that has only what was exported."""

    folder: Path

    def run(self, action: str, *words: object, key: bool = True, device: bool = True) -> int:
        settings = self.folder / ("settings.toml" if device else "laptop.toml")
        opening = ["--key", str(self.folder / "rose"), "--passphrase-file", str(self.folder / "passphrase")]
        return main(["log", "--settings", str(settings), action, *(opening if key else []), *map(str, words)])

    def read(self, action: str, file: Path, *words: object) -> int:
        return self.run(action, "--export", file, *words, key=False, device=False)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    (tmp_path / "settings.toml").write_text(f'state_dir = "{tmp_path / "state"}"\n', encoding="utf-8")
    (tmp_path / "laptop.toml").write_text(f'state_dir = "{tmp_path / "laptop"}"\n', encoding="utf-8")
    (tmp_path / "passphrase").write_text("correct horse\n", encoding="utf-8")
    (tmp_path / "other").write_text("battery staple\n", encoding="utf-8")
    rose = new_key(role="caregiver", name="Rose")
    write_key_file(tmp_path / "rose", rose, "correct horse", cost=CHEAP)
    register(tmp_path / "state" / "recipients", rose.recipient)
    log = open_log(load_settings(tmp_path / "settings.toml"))
    for ago, label in ((40, "mild"), (0, "moderate")):
        body = {"measure": "pain", "question": "Pain just now", "label": label, "value": 2, "unit": "0-4"}
        log.append(Record(kind="measure", scope=Scope.SUMMARY, body=body), NOW - timedelta(days=ago))
    log.close()
    return Desk(tmp_path)


def test_a_page_is_read_back_on_a_laptop(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    out = desk.folder / "week.html"
    assert desk.run("export", "--to", out, "--export-passphrase-file", desk.folder / "other") == 0
    assert "another way than the file" in capsys.readouterr().out
    assert out.stat().st_mode & 0o777 == 0o600
    assert desk.read("summary", out, "--passphrase-file", desk.folder / "other") == 0
    assert "Pain just now" in capsys.readouterr().out
    assert desk.read("summary", out, "--passphrase-file", desk.folder / "passphrase") == 8
    assert "does not open" in capsys.readouterr().err


def test_a_key_of_age_opens_it_and_fhir_comes_out_of_it(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    identity = pyrage.x25519.Identity.generate()
    (desk.folder / "identity").write_text(f"# created for a test\n{identity}\n", encoding="utf-8")
    out = desk.folder / "all.age"
    assert desk.run("export", "--to", out, "--recipient", identity.to_public()) == 0
    capsys.readouterr()
    assert desk.read("summary", out, "--identity", desk.folder / "identity", "--format", "fhir") == 0
    assert json.loads(capsys.readouterr().out)["resourceType"] == "Bundle"
    assert desk.read("show", out, "--identity", desk.folder / "identity", "--json") == 0
    kinds = [json.loads(line)["kind"] for line in capsys.readouterr().out.splitlines()]
    assert kinds == ["measure", "measure", "audit"]


def test_only_the_last_days_and_the_last_of_those(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    out = desk.folder / "week.zip"
    assert desk.run("export", "--to", out, "--plain", "--days", "7") == 0
    capsys.readouterr()
    assert desk.read("show", out) == 0
    shown = capsys.readouterr().out
    assert "moderate" in shown
    assert "mild" not in shown


def test_a_zip_in_clear_must_be_meant(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    out = desk.folder / "all.zip"
    assert desk.run("export", "--to", out) == 2
    assert "--plain" in capsys.readouterr().err
    assert not out.exists()
    assert desk.run("export", "--to", out, "--plain") == 0
    with zipfile.ZipFile(out) as archive:
        assert {"records.json", "records.html", "README.txt", "checkpoint.json"} == set(archive.namelist())
        archive.extract("checkpoint.json", desk.folder)
    assert desk.run("verify", "--witness", desk.folder / "checkpoint.json", key=False) == 0
    assert "Compared with what was seen of it before" in capsys.readouterr().out


def test_p12_an_export_is_noted_in_the_log(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.run("export", "--to", desk.folder / "all.zip", "--plain", "--days", "3") == 0
    capsys.readouterr()
    assert desk.run("show", "--json") == 0
    audits = [one["body"] for one in map(json.loads, capsys.readouterr().out.splitlines()) if one["kind"] == "audit"]
    assert [(one["what"], one["days"]) for one in audits] == [("export", 3), ("show", None)]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--to", "week.txt"), "--format"),
        (("--to", "rose"), "--format"),
        (("--to", "week.html", "--recipient", "age1x"), "Only a .age export"),
        (("--to", "week.age", "--recipient", "age1x"), "no age or SSH public key"),
        (("--to", "week.age", "--recipients-file", "none"), "cannot be read"),
        (("--to", "none/week.zip", "--plain"), "cannot be written"),
        (("--to", "passphrase", "--format", "zip", "--plain"), "already there"),
    ],
)
def test_what_cannot_be_is_one_plain_sentence_and_leaves_nothing(
    desk: Desk,
    words: tuple[str, ...],
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(desk.folder)
    before = {one.name for one in desk.folder.iterdir()} | {"rose.witness"}
    assert desk.run("export", *words) in {2, 3, 4}
    error = capsys.readouterr().err
    assert sentence in error
    assert error.count("\n") == 1
    assert {one.name for one in desk.folder.iterdir()} <= before


@pytest.mark.parametrize("to", ["none/week.html", "rose.html"])
def test_a_place_is_tried_before_anything_is_opened(desk: Desk, to: str, capsys: pytest.CaptureFixture[str]) -> None:
    (desk.folder / "rose.html").write_text("precious", encoding="utf-8")
    assert desk.run("export", "--to", desk.folder / to) == 4
    capsys.readouterr()
    assert desk.run("show", "--json") == 0
    kinds = [json.loads(line)["kind"] for line in capsys.readouterr().out.splitlines()]
    assert kinds == ["measure", "measure", "audit"], "only this look itself is noted"


def test_a_missing_passphrase_is_asked_for_by_the_name_of_its_option(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    assert desk.run("export", "--to", desk.folder / "week.html") == 2
    assert "give --export-passphrase-file FILE" in capsys.readouterr().err


def test_without_key_and_without_export_there_is_nothing_to_read(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert desk.run("summary", key=False) == 2
    assert "--export" in capsys.readouterr().err


def test_what_is_no_export_is_one_plain_sentence(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.read("show", desk.folder / "none") == 3
    assert desk.read("show", desk.folder / "rose", "--passphrase-file", desk.folder / "other") == 3
    assert capsys.readouterr().err.count("\n") == 2

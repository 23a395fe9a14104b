"""`companion log` at the command line."""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from pathlib import Path

import pytest

from companion.cli import main
from companion.messages import Record, Scope
from privacy.keys import Argon2Cost, new_key, read_key_file, write_key_file
from privacy.log import open_log

CHEAP = Argon2Cost(memory_kib=64, passes=1, lanes=1)


@dataclass(frozen=True)
class Device:
    """A device with a log of two days, and everybody's key files."""

    folder: Path

    @property
    def log(self) -> Path:
        return self.folder / "state" / "log.db"

    def run(self, action: str, *words: str, key: str | None = "rose") -> int:
        opening = ["--key", str(self.folder / key), "--passphrase-file", str(self.folder / "passphrase")] if key else []
        return main(["log", "--settings", str(self.folder / "settings.toml"), action, *opening, *words])


@pytest.fixture
def device(tmp_path: Path) -> Device:
    (tmp_path / "settings.toml").write_text(f'state_dir = "{tmp_path / "state"}"\n', encoding="utf-8")
    (tmp_path / "passphrase").write_text("correct horse\n", encoding="utf-8")
    people = {"rose": new_key(role="caregiver", name="Rose"), "edith": new_key(role="resident", name="Edith")}
    people["stranger"] = new_key(role="caregiver", name="Nobody")
    for name, key in people.items():
        write_key_file(tmp_path / name, key, "correct horse", cost=CHEAP)
    log = open_log(tmp_path / "state" / "log.db", [people["rose"].recipient, people["edith"].recipient])
    now = datetime.now(UTC)
    for at, answer in ((now - timedelta(days=2), "mild"), (now, "moderate")):
        log.append(Record(kind="turn", scope=Scope.DIARY, body={"heard": "porridge again"}), at)
        measure = {"measure": "pain", "question": "Pain just now", "label": answer, "value": 2, "unit": "0-4"}
        log.append(Record(kind="measure", scope=Scope.SUMMARY, body=measure), at)
    log.close()
    return Device(tmp_path)


def test_the_summary_is_text_unless_asked_otherwise(device: Device, capsys: pytest.CaptureFixture[str]) -> None:
    assert device.run("summary") == 0
    out = capsys.readouterr().out
    assert "Pain just now: mild (2 on 0-4)" in out
    assert "Pain just now: moderate (2 on 0-4)" in out
    assert "porridge" not in out


def test_only_the_last_days(device: Device, capsys: pytest.CaptureFixture[str]) -> None:
    assert device.run("summary", "--days", "1") == 0
    out = capsys.readouterr().out
    assert "moderate" in out
    assert "mild" not in out


def test_json_is_one_object_a_line(device: Device, capsys: pytest.CaptureFixture[str]) -> None:
    assert device.run("summary", "--format", "json") == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert [one["label"] for one in json.loads(line)["measures"]] == ["mild", "moderate"]


def test_the_page_goes_to_a_file_in_one_step(device: Device, capsys: pytest.CaptureFixture[str]) -> None:
    out = device.folder / "summary.html"
    for _ in range(2):  # the second takes the place of the first
        assert device.run("summary", "--format", "html", "--out", str(out)) == 0
        assert capsys.readouterr().out == ""
        assert out.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert not list(device.folder.glob(".*.part"))


def test_a_place_that_cannot_be_written_is_one_plain_sentence(
    device: Device, capsys: pytest.CaptureFixture[str]
) -> None:
    for place in (device.folder / "nowhere" / "x.html", device.folder, Path(), Path("/")):
        assert device.run("summary", "--out", str(place)) == 4
        assert "cannot be written" in capsys.readouterr().err
    assert not list(device.folder.glob(".*.part"))


def test_p4_show_gives_each_key_its_scopes(device: Device, capsys: pytest.CaptureFixture[str]) -> None:
    assert device.run("show") == 0
    assert "porridge" not in capsys.readouterr().out
    assert device.run("show", "--json", key="edith") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["sequence"], line["kind"], line["scope"]) for line in lines] == [
        (1, "turn", "diary"),
        (2, "measure", "summary"),
        (3, "turn", "diary"),
        (4, "measure", "summary"),
        (6, "audit", "safety"),
    ], "her own look is noted; with nobody registered the other is for who looked"
    assert lines[0]["body"] == {"heard": "porridge again"}
    assert datetime.fromisoformat(lines[0]["at"]).tzinfo is not None


@pytest.mark.parametrize("action", ["summary", "show", "verify"])
def test_a_strangers_key_is_refused(device: Device, action: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert device.run(action, key="stranger") == 8
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "companion: This key does not open this log.\n")


@pytest.mark.parametrize("action", ["summary", "show", "verify"])
def test_a_wrong_passphrase_is_refused(device: Device, action: str, capsys: pytest.CaptureFixture[str]) -> None:
    (device.folder / "passphrase").write_text("wrong\n", encoding="utf-8")
    assert device.run(action) == 8
    assert "does not open" in capsys.readouterr().err


def test_verify_without_a_key(device: Device, capsys: pytest.CaptureFixture[str]) -> None:
    assert device.run("verify", "--json", key=None) == 0
    found = json.loads(capsys.readouterr().out)
    assert found == {"ok": True, "records": 4, "problems": [], "erased": 0, "checkpoint": None}
    assert device.run("verify") == 0
    assert "4 records: whole." in capsys.readouterr().out


def test_verify_names_what_is_wrong_and_leaves_exit_code_1(device: Device, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(device.log, isolation_level=None)) as database:
        database.execute("DELETE FROM record WHERE sequence = 2")
    assert device.run("verify", "--json", key=None) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["ok"], found["records"], found["problems"]) == (False, 3, [{"kind": "missing", "sequence": 2}])
    assert device.run("verify", key=None) == 1
    assert "record 2: missing" in capsys.readouterr().out


def test_an_altered_record_is_refused_or_left_out_as_asked(device: Device, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(device.log, isolation_level=None)) as database:
        database.execute("UPDATE record SET sealed = zeroblob(272) WHERE sequence = 2")
    assert device.run("summary") == 9
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "was altered" in captured.err
    assert "--skip-damaged" in captured.err
    assert device.run("summary", "--skip-damaged") == 0
    out = capsys.readouterr().out
    assert "1 record left out as altered" in out
    assert "moderate" in out


@pytest.mark.parametrize("action", ["summary", "show", "verify"])
def test_no_log_is_one_plain_sentence(device: Device, action: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert device.run(action, "--log", str(device.folder / "none.db")) == 9
    assert "There is no log at" in capsys.readouterr().err


def test_days_must_be_a_number(device: Device, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        device.run("summary", "--days", "0")
    assert stopped.value.code == 2
    assert "1 to 36500" in capsys.readouterr().err


def test_show_obeys_no_record(device: Device, capsys: pytest.CaptureFixture[str]) -> None:
    rose = read_key_file(device.folder / "rose", "correct horse").recipient
    log = open_log(device.log, [rose])
    log.append(Record(kind="x\x1b[2J", scope=Scope.SUMMARY, body={"note": "\x9b2J\u202e\u5c71"}), datetime.now(UTC))
    log.close()
    assert device.run("show") == 0
    out = capsys.readouterr().out
    assert "\u5c71" in out
    assert not set(out) & set("\x1b\x9b\u202e")
    assert device.run("show", "--json") == 0
    out = capsys.readouterr().out
    assert out.isascii(), "fit for any terminal and pipe"
    bodies = [json.loads(line)["body"] for line in out.splitlines()]
    assert [body for body in bodies if "note" in body] == [{"note": "\x9b2J\u202e\u5c71"}]


@pytest.mark.parametrize("days", [1, 91, 182, 273])
def test_a_day_begins_at_local_midnight_also_across_summer_time(
    device: Device, days: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()
    midnight = datetime.combine(datetime.now().astimezone().date() - timedelta(days=days - 1), clock.min).astimezone()
    rose = read_key_file(device.folder / "rose", "correct horse").recipient
    path = device.folder / "berlin.db"
    log = open_log(path, [rose])
    for at, question in ((midnight - timedelta(seconds=1), "the day before"), (midnight, "the first day")):
        body = {"measure": question, "question": question, "value": True, "label": "yes"}
        log.append(Record(kind="measure", scope=Scope.SUMMARY, body=body), at)
    log.close()
    assert device.run("summary", "--log", str(path), "--days", str(days), "--night", "00:00-00:00") == 0
    monkeypatch.undo()
    time.tzset()
    out = capsys.readouterr().out
    assert "the first day: yes" in out
    assert "the day before" not in out


def test_a_device_file_is_not_replaced_by_the_page(device: Device, capsys: pytest.CaptureFixture[str]) -> None:
    place = device.folder / "null"
    place.symlink_to("/dev/null")
    assert device.run("summary", "--out", str(place)) == 4
    assert "not a plain file" in capsys.readouterr().err
    assert place.is_char_device()

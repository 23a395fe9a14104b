"""`companion doctor`: what it finds, what it leaves behind, and the exit code that goes with it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import namedtuple
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from companion.asr.worker_recogniser import WorkerRecogniser
from companion.cli import doctor, main
from companion.demo.journey import load_journey
from companion.doctor import board, engines, installed
from companion.doctor.check import Check, Finding, Status, examine, ok
from companion.errors import CompanionError, ModelError
from companion.messages import Record, Scope
from companion.settings import AsrSettings, Settings, TtsSettings
from device.presence import Presence
from models.importing import Import, import_model
from models.registry import Registry
from privacy.keys import new_key, register
from privacy.log import open_log

EVERYTHING = Presence(microphone="USB microphone", speaker="USB speaker", screen="HDMI-A-1")
NOTHING = Presence(microphone=None, speaker=None, screen=None)
SETPRIV = shutil.which("setpriv")
LOOK = (
    "import sys; from pathlib import Path; from companion.cli.doctor import log_writing;"
    "from companion.settings import Settings; print(log_writing(Settings(state_dir=Path(sys.argv[1]))))"
)
"""A look of its own, in a program with fewer rights than root."""
DAY = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def settings(state: Path) -> Settings:
    return Settings(state_dir=state)


@pytest.fixture
def examined(tmp_path: Path, state: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Run the command on a device that has the given parts."""
    file = tmp_path / "settings.toml"
    file.write_text(f'state_dir = "{state}"\n', encoding="utf-8")

    def run(presence: Presence, *words: str) -> int:
        monkeypatch.setattr("device.probe", lambda: presence)
        return main(["doctor", "--settings", str(file), *words])

    return run


def with_people(settings: Settings, *roles: str) -> None:
    for role in roles or ("caregiver", "resident"):
        register(settings.recipients_dir, new_key(role=role, name="Rose").recipient)


def write_records(settings: Settings, number: int) -> None:
    with closing(open_log(settings.log_path, [new_key(role="resident", name="Edith").recipient])) as log:
        for _ in range(number):
            log.append(Record(kind="turn", scope=Scope.DIARY, body={"heard": "porridge again"}), DAY)


def of(look: Callable[[], Finding]) -> Finding:
    """What the command would report."""
    return examine(Check("it", look, "put it right")).finding


def test_a_whole_board_can_go_live(
    examined: Callable[..., int], settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with_people(settings)
    assert examined(EVERYTHING, "--json") == 0
    (line,) = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    assert told["ok"] is True
    assert [set(row) for row in told["checks"]] == [{"name", "status", "found", "do"}] * len(told["checks"])
    assert all((row["status"] == "ok") == (row["do"] == "") for row in told["checks"])
    rows = {row["name"]: row for row in told["checks"]}
    wanted = "python microphone recogniser emotion triage scripts synthesiser speaker screen".split()
    for name in (*wanted, "log writing"):
        # A busy machine may be told that it is slow; what is wrong would be a fail.
        assert rows[name]["status"] in {"ok", "warn"}, rows[name]
    assert rows["microphone"]["found"] == "USB microphone"
    assert told["environment"]["processor"]


def test_it_leaves_nothing(examined: Callable[..., int], settings: Settings) -> None:
    with_people(settings)
    before = _names(settings.state_dir)
    examined(EVERYTHING)
    assert _names(settings.state_dir) == before
    write_records(settings, 1)
    before, content = _names(settings.state_dir), settings.log_path.read_bytes()
    examined(EVERYTHING)
    assert _names(settings.state_dir) == before
    assert settings.log_path.read_bytes() == content


def test_a_board_without_ears_and_voice_cannot_and_is_told_what_to_do(
    examined: Callable[..., int], settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert examined(NOTHING) == 1
    told = capsys.readouterr()
    lines = told.out.splitlines()
    assert _word(lines, "microphone") == _word(lines, "speaker") == ["x", "fail"]
    assert _word(lines, "screen") == _word(lines, "recipients") == ["!", "warn"]
    # It hears; a busy machine may be told that it is slow.
    assert _word(lines, "recogniser") in (["+", "ok"], ["!", "warn"])
    assert lines[-1].startswith("A live run cannot start: microphone, speaker.")
    assert not settings.state_dir.exists()
    # What the bundled resident says is nobody's business either: habits leak (P3).
    spoken = [line.text for line in load_journey(engines.JOURNEY).lines]
    assert not any(text and text.lower() in (told.out + told.err).lower() for text in spoken)


def test_an_array_of_which_all_is_heard_is_told(settings: Settings) -> None:
    stereo, array = (replace(EVERYTHING, channels=channels) for channels in (2, 6))
    assert doctor.microphone(settings, stereo) == ok("USB microphone")
    found = doctor.microphone(settings, array)
    assert found.status is Status.WARN
    assert "6 channels" in found.found
    assert "channels = 6" in found.do


def test_the_recogniser_that_was_tried_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    made = WorkerRecogniser(["pocketsphinx"])
    monkeypatch.setattr("companion.app.make_recogniser", lambda *_: made)
    assert made.pid is not None
    assert engines.recogniser(Settings()).status is not Status.FAIL
    assert made.pid is None


def test_a_changed_log_fails_with_its_place(settings: Settings) -> None:
    assert of(lambda: doctor.sealed_log(settings)) == ok("none yet")
    write_records(settings, 3)
    assert of(lambda: doctor.sealed_log(settings)).status is Status.OK
    _cut_the_end_off(settings.log_path)
    found = of(lambda: doctor.sealed_log(settings))
    assert found.status is Status.FAIL
    assert "truncated" in found.found
    assert "log verify" in found.do


def test_what_is_no_log_fails(settings: Settings) -> None:
    settings.state_dir.mkdir()
    settings.log_path.write_bytes(b"porridge")
    found = of(lambda: doctor.sealed_log(settings))
    assert (found.status, found.do) == (Status.FAIL, "put it right")
    assert settings.log_path.read_bytes() == b"porridge"


def test_beside_a_running_companion_all_is_well(
    examined: Callable[..., int], settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with_people(settings)
    assert of(lambda: doctor.log_writing(settings)).status is Status.OK
    with closing(open_log(settings.log_path, [new_key(role="caregiver", name="Rose").recipient])):
        found = of(lambda: doctor.log_writing(settings))
        assert (found.status, found.do) == (Status.OK, "")
        assert "by the running companion" in found.found
        assert examined(EVERYTHING, "--json") == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True


@pytest.mark.skipif(os.geteuid() == 0 and SETPRIV is None, reason="root may write all, and no setpriv takes that away")
@pytest.mark.parametrize("closed", ["log.db", ""])
def test_a_log_that_may_not_be_written_fails(settings: Settings, closed: str) -> None:
    with_people(settings)
    write_records(settings, 1)
    place = settings.state_dir / closed
    taken = [str(SETPRIV), "--bounding-set", "-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    command = [*taken, sys.executable, "-c", LOOK, str(settings.state_dir)]
    mode = place.stat().st_mode
    assert "can be written" in subprocess.check_output(command, text=True)
    place.chmod(0o500)
    told = subprocess.check_output(command, text=True)
    place.chmod(mode)
    assert "Status.FAIL" in told
    assert f"{place} may not be written" in told


def test_recipients_are_counted_and_not_named(settings: Settings) -> None:
    nobody = of(lambda: doctor.recipients(settings))
    assert nobody.status is Status.WARN
    assert "companion keys new" in nobody.do
    with_people(settings, "caregiver")
    without_diary = of(lambda: doctor.recipients(settings))
    assert without_diary.status is Status.WARN
    assert "diary" in without_diary.found
    with_people(settings, "resident", "caregiver")
    assert of(lambda: doctor.recipients(settings)) == ok(
        "2 caregivers, 1 resident; may read: diary 1, summary 3, safety 3"
    )
    next(settings.recipients_dir.glob("*.json")).write_text("{", encoding="utf-8")
    assert of(lambda: doctor.recipients(settings)).status is Status.FAIL


def test_p11_a_changed_model_is_told_and_fails_who_insists_on_it(settings: Settings, tmp_path: Path) -> None:
    assert of(lambda: installed.models(settings)).status is Status.OK
    model = tmp_path / "mine" / "am" / "final.mdl"
    model.parent.mkdir(parents=True)
    model.write_bytes(b"acoustic")
    made = import_model(Registry(settings.models_dir), Import(source=tmp_path / "mine", trust=True))
    assert "mine" in of(lambda: installed.models(settings)).found
    (made.path / "am" / "final.mdl").write_bytes(b"other")
    found = of(lambda: installed.models(settings))
    assert found.status is Status.WARN
    assert "final.mdl" in found.found
    insisting = settings.model_copy(update={"asr": AsrSettings(engine="vosk")})
    assert of(lambda: engines.recogniser(insisting)).status is Status.FAIL


def test_engines_that_are_asked_for_and_not_there_fail(settings: Settings) -> None:
    vosk = settings.model_copy(update={"asr": AsrSettings(engine="vosk")})
    assert "no Vosk model" in of(lambda: engines.recogniser(vosk)).found
    piper = settings.model_copy(update={"tts": TtsSettings(engine="piper")})
    assert "No Piper voice" in of(lambda: engines.synthesiser(piper)).found


def test_a_board_that_has_no_screen_misses_none(settings: Settings) -> None:
    headless = settings.model_copy(update={"profile": "headless"})
    assert of(lambda: doctor.screen(headless, NOTHING)).status is Status.OK
    unknown = settings.model_copy(update={"profile": "toaster"})
    assert of(lambda: doctor.profile(unknown)).status is Status.FAIL


@pytest.mark.parametrize(
    ("error", "found"),
    [
        (ModelError("The model is gone."), "The model is gone."),
        (CompanionError("Something."), "Something."),
        (PermissionError(13, "Permission denied", "/secret"), "The system refuses it (Permission denied)."),
        (TimeoutError(), "The system refuses it (TimeoutError)."),
        (ModuleNotFoundError("No module named 'sdl2'", name="sdl2"), "A part of the program is missing (sdl2)."),
    ],
)
def test_a_check_that_cannot_be_made_has_failed(error: Exception, found: str) -> None:
    def look() -> Finding:
        raise error

    result = of(look)
    assert (result.status, result.found) == (Status.FAIL, found)
    assert result.do


def test_a_mistake_in_a_check_is_not_hidden() -> None:
    def look() -> Finding:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        of(look)


@pytest.mark.parametrize(
    ("year", "chip", "status"), [(1970, True, Status.FAIL), (2026, False, Status.WARN), (2027, True, Status.OK)]
)
def test_the_clock(tmp_path: Path, year: int, chip: bool, status: Status) -> None:
    if chip:
        _write(tmp_path / "dev" / "rtc0", "")
    assert board.clock(DAY.replace(year=year), tmp_path).status is status


@pytest.mark.parametrize(("free_mb", "status"), [(10, Status.FAIL), (200, Status.WARN), (9000, Status.OK)])
def test_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free_mb: int, status: Status) -> None:
    usage = namedtuple("usage", "total used free")
    asked: list[Path] = []

    def disk_usage(path: Path) -> tuple[int, int, int]:
        asked.append(path)
        return usage(10**10, 0, free_mb * 1_000_000)

    monkeypatch.setattr(shutil, "disk_usage", disk_usage)
    found = board.disk(tmp_path / "not" / "there" / "yet")
    assert (found.status, asked) == (status, [tmp_path])
    assert f"{free_mb} MB" in found.found


@pytest.mark.parametrize(
    ("meminfo", "status"),
    [
        ("MemTotal: 8000000 kB\nMemAvailable: 6000000 kB\nHugePages_Total: 0\n", Status.OK),
        ("MemTotal: 1000000 kB\nMemAvailable: 200000 kB\n", Status.WARN),
        ("nonsense\n", Status.WARN),
        (None, Status.WARN),
    ],
)
def test_the_memory(tmp_path: Path, meminfo: str | None, status: Status) -> None:
    if meminfo is not None:
        _write(tmp_path / "proc" / "meminfo", meminfo)
    assert board.memory(tmp_path).status is status


@pytest.mark.parametrize(
    ("sensors", "status"),
    [
        ((), Status.OK),
        (("41000", "-274000", "off"), Status.OK),
        (("41000", "79000"), Status.WARN),
        (("91000", "41000"), Status.FAIL),
    ],
)
def test_the_temperature(tmp_path: Path, sensors: tuple[str, ...], status: Status) -> None:
    for number, text in enumerate(sensors):
        _write(tmp_path / f"sys/class/thermal/thermal_zone{number}/temp", text + "\n")
    found = board.temperature(tmp_path)
    assert (found.status, found.do == "") == (status, status is Status.OK)


@pytest.mark.parametrize(
    ("machine", "largest", "status"),
    [("aarch64", 2**63 - 1, Status.OK), ("armv7l", 2**31 - 1, Status.FAIL), ("riscv64", 2**63 - 1, Status.WARN)],
)
def test_the_architecture(monkeypatch: pytest.MonkeyPatch, machine: str, largest: int, status: Status) -> None:
    monkeypatch.setattr("platform.machine", lambda: machine)
    monkeypatch.setattr("sys.maxsize", largest)
    found = board.python()
    monkeypatch.undo()
    assert found.status is status


def _names(folder: Path) -> set[str]:
    return {path.relative_to(folder).parts[0] for path in folder.rglob("*")}


def _word(lines: list[str], name: str) -> list[str]:
    """Mark and word of one check."""
    (line,) = (line for line in lines if line[8:].startswith(f"{name} "))
    return line.split()[:2]


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="ascii")


def _cut_the_end_off(log: Path) -> None:
    import sqlite3

    with closing(sqlite3.connect(log)) as connection, connection:
        connection.execute("DELETE FROM record WHERE sequence = (SELECT MAX(sequence) FROM record)")

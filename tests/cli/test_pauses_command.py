"""`companion pauses`: what was learned is seen as the waiting that follows from it, and taken back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from companion.asr.patience import Learned
from companion.cli import main
from companion.doctor import patience
from companion.doctor.check import Status
from companion.messages import AnswerKind
from companion.pauses import PauseFile
from companion.settings import AsrSettings, Settings


@dataclass(frozen=True)
class Device:
    """One device's state folder and settings."""

    folder: Path

    @property
    def file(self) -> PauseFile:
        return PauseFile(self.folder / "pauses.json")

    def run(self, *words: str, asr: str = "") -> int:
        settings = self.folder / "settings.toml"
        settings.write_text(f'state_dir = "{self.folder}"\n[asr]\n{asr}\n', encoding="utf-8")
        action, *rest = words
        return main(["pauses", "--settings", str(settings), action, *rest])

    def settings(self, **asr: float | bool) -> Settings:
        return Settings(state_dir=self.folder, asr=AsrSettings.model_validate(asr))


@pytest.fixture
def device(tmp_path: Path) -> Device:
    return Device(tmp_path)


@pytest.fixture
def slow(device: Device) -> Device:
    device.file.write({AnswerKind.FREE: Learned(1.0, 10), AnswerKind.YES_NO: Learned(0.4, 1)})
    return device


def test_a_new_device_says_that_nothing_is_learned(device: Device, capsys: pytest.CaptureFixture[str]) -> None:
    assert device.run("show") == 0
    assert "Nothing is learned yet" in capsys.readouterr().out
    assert device.run("show", "--json") == 0
    assert capsys.readouterr().out == ""


def test_what_was_learned_is_shown_as_the_waiting_that_follows(
    slow: Device, capsys: pytest.CaptureFixture[str]
) -> None:
    assert slow.run("show", "--json", asr="hold_finished_s = 0.5\nhold_unfinished_s = 1.5") == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first == {
        "kind": "free",
        "pauses": 10,
        "pause_s": 1.0,
        "factor": 2.0,
        "finished_s": 1.0,
        "unfinished_s": 3.0,
    }
    assert (second["kind"], second["factor"]) == ("yes_no", 0.9)


def test_it_is_told_in_words(slow: Device, capsys: pytest.CaptureFixture[str]) -> None:
    assert slow.run("show") == 0
    free, yes_no = capsys.readouterr().out.splitlines()
    assert free.startswith("free")
    assert "10 pauses or more of 1.00 s" in " ".join(free.split())
    assert "1 pause of 0.40 s" in " ".join(yes_no.split())


def test_what_the_settings_say_goes_before_it(slow: Device, capsys: pytest.CaptureFixture[str]) -> None:
    assert slow.run("show", asr="patience = 1.5") == 0
    out = capsys.readouterr().out
    assert "patience = 1.5" in out
    assert "times 1.50" in out
    assert "times 2.00" not in out
    assert slow.run("show", asr="takes_time = true") == 0
    out = capsys.readouterr().out
    assert "takes_time" in out
    assert "times 0.90" not in out


def test_everything_is_taken_back(slow: Device) -> None:
    assert slow.run("reset") == 0
    assert slow.file.read() == {}
    assert slow.run("reset") == 0


def test_one_kind_of_question_is_taken_back(slow: Device) -> None:
    assert slow.run("reset", "--kind", "free", "time") == 0
    assert slow.file.read() == {AnswerKind.YES_NO: Learned(0.4, 1)}


def test_an_unknown_kind_is_a_wrong_call(slow: Device, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        slow.run("reset", "--kind", "chat")
    assert left.value.code == 2
    assert "yes_no" in capsys.readouterr().err


def test_what_is_damaged_is_told_of_and_can_be_begun_anew(device: Device, capsys: pytest.CaptureFixture[str]) -> None:
    device.file.path.write_bytes(b"{")
    assert device.run("show") == 3
    assert "companion pauses reset" in capsys.readouterr().err
    assert device.run("reset", "--kind", "free") == 3
    assert device.run("reset") == 0
    assert device.run("show") == 0


def test_the_doctor_tells_how_long_is_waited(slow: Device) -> None:
    assert patience.learned(slow.settings()).found == (
        "waits as long as usual; learned: free times 2.00, yes_no times 0.90 (companion pauses show)"
    )
    assert "free times 2.00, yes_no times 2.00" in patience.learned(slow.settings(takes_time=True)).found
    assert patience.learned(slow.settings(patience=3)).found == "waits times 3, as the settings say"


def test_the_doctor_tells_of_damage_and_what_to_do(device: Device) -> None:
    assert patience.learned(device.settings()).found == "waits as long as usual"
    device.file.path.write_bytes(b"[]")
    finding = patience.learned(device.settings())
    assert finding.status is Status.WARN
    assert "reset" in finding.do

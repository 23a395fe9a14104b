"""`companion log summary`: the days that are shown, the days that say what is usual, and every format."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from summary_kit import Told, an_ordinary_day, at, consent, tablets

from companion.cli import main
from companion.messages import Record, Scope
from privacy.keys import Argon2Cost, new_key, write_key_file
from privacy.log import open_log
from privacy.reader import read_log

CHEAP = Argon2Cost(memory_kib=64, passes=1, lanes=1)


class Laptop:
    """A copy of a log on somebody's laptop, and the key that opens it."""

    SETTINGS = 'state_dir = "{}"\n[resident]\nname = "Edith"\n'

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / "settings.toml").write_text(self.SETTINGS.format(folder / "state"), encoding="utf-8")
        (folder / "passphrase").write_text("correct horse\n", encoding="utf-8")
        self.key = new_key(role="caregiver", name="Rose")
        write_key_file(folder / "rose.key", self.key, "correct horse", cost=CHEAP)
        self.log = folder / "log.db"

    def write(self, told: list[Told]) -> None:
        log = open_log(self.log, [self.key.recipient])
        for when, kind, body in sorted(told, key=lambda one: one[0]):
            log.append(Record(kind=kind, scope=Scope.SUMMARY, body=body), when)
        log.close()

    def summary(self, *words: str) -> int:
        opening = ["--key", str(self._folder / "rose.key"), "--passphrase-file", str(self._folder / "passphrase")]
        place = ["--log", str(self.log), "--no-witness"]
        return main(["log", "--settings", str(self._folder / "settings.toml"), "summary", *opening, *place, *words])


@pytest.fixture
def laptop(tmp_path: Path) -> Laptop:
    made = Laptop(tmp_path)
    today = datetime.now(UTC).astimezone().date()
    told = [one for back in range(1, 35) for one in an_ordinary_day(today - timedelta(days=back))]
    told += [*an_ordinary_day(today, strength=4), (at(today, "11:00"), "measure", tablets(False, "noon"))]
    made.write(told)
    return made


def test_it_reads_the_days_before_and_does_not_show_them(laptop: Laptop, capsys: pytest.CaptureFixture[str]) -> None:
    assert laptop.summary("--days", "1", "--format", "json", "--name") == 0
    found = json.loads(capsys.readouterr().out)
    days = {one["at"][:10] for one in found["measures"]}
    assert len(days) == 1
    (pain,) = [one for one in found["series"] if one["measure"] == "pain.strength"]
    assert (pain["asked"], pain["trend"]["how"], pain["trend"]["days"]) == (1, "higher", 28)
    assert found["name"] == "Edith"
    assert laptop.summary("--days", "1") == 0
    assert "higher than usual (usual 1)" in " ".join(capsys.readouterr().out.split())


def test_every_format_goes_to_the_terminal_or_into_a_file(
    laptop: Laptop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for form in ("text", "html", "json", "fhir", "spoken"):
        assert laptop.summary("--days", "1", "--format", form) == 0
        shown = capsys.readouterr().out
        out = tmp_path / form
        assert laptop.summary("--days", "1", "--format", form, "--out", str(out)) == 0
        assert out.read_text(encoding="utf-8") == shown
        assert shown.endswith("\n")


def test_a_summary_takes_the_place_of_an_earlier_one_only(
    laptop: Laptop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letter.txt").write_text("Check-in at the hotel is at three.\n", encoding="utf-8")
    (tmp_path / "empty").touch()
    (tmp_path / "bundle.json").write_text('{"resourceType": "Bundle", "type": "collection"}', encoding="utf-8")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for name in ("rose.key", "log.db", "letter.txt", "empty", "bundle.json", "settings.toml"):
        before = (tmp_path / name).read_bytes()
        assert laptop.summary("--out", str(tmp_path / name)) == 4
        assert "is there and is not a summary; it is left as it is, choose another name." in capsys.readouterr().err
        assert (tmp_path / name).read_bytes() == before
    assert laptop.summary("--out", str(tmp_path)) == 4
    assert laptop.summary("--out", str(tmp_path / "loop")) == 4
    out = tmp_path / "summary"
    for form in ("text", "html", "json", "fhir", "spoken", "text"):
        assert laptop.summary("--days", "1", "--format", form, "--out", str(out)) == 0
    assert out.read_text(encoding="utf-8").startswith("Check-in summary: ")


def test_the_place_is_looked_at_before_the_key_is_opened(
    laptop: Laptop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "passphrase").write_text("wrong\n", encoding="utf-8")
    assert laptop.summary("--out", str(tmp_path / "log.db")) == 4
    assert laptop.summary("--out", str(tmp_path / "nowhere" / "summary")) == 4
    assert laptop.summary("--out", str(tmp_path / "summary")) not in {0, 4}
    assert not (tmp_path / "summary").exists()


def test_a_caregiver_who_was_refused_reads_that(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made, today = Laptop(tmp_path), datetime.now(UTC).astimezone().date()
    long_ago = today - timedelta(days=90)
    made.write(
        [
            (at(long_ago, "10:00"), "consent", consent("share", True)),
            (at(long_ago, "10:00"), "consent", consent("share_with", True, "Rose")),
            (at(long_ago, "15:01"), "consent", consent("share_with", False, "Rose")),
        ]
    )
    assert made.summary("--days", "1") == 0
    shown = capsys.readouterr().out
    assert f"Answers are not shared with you since {long_ago:%a} {long_ago.day} {long_ago:%b}" in shown
    assert "Sharing the answers with Rose: no" in shown


def test_the_bundle_names_its_log_and_nobody_unless_asked(laptop: Laptop, capsys: pytest.CaptureFixture[str]) -> None:
    assert laptop.summary("--days", "1", "--format", "fhir") == 0
    first = capsys.readouterr().out
    assert laptop.summary("--days", "1", "--format", "fhir") == 0
    assert capsys.readouterr().out == first
    kinds = [one["resource"]["resourceType"] for one in json.loads(first)["entry"]]
    assert kinds[:2] == ["Patient", "Device"]
    assert kinds.count("MedicationStatement") == 3
    assert "Edith" not in first
    assert laptop.summary("--days", "1", "--format", "fhir", "--name") == 0
    assert json.loads(capsys.readouterr().out)["entry"][0]["resource"]["name"] == [{"text": "Edith"}]


def test_the_hand_over_is_one_line(laptop: Laptop, capsys: pytest.CaptureFixture[str]) -> None:
    assert laptop.summary("--days", "1", "--format", "spoken", "--name") == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("Hand-over for Edith. No alerts. How strong is the pain: very severe. Medicines: ")
    assert "not taken" in line


def test_the_night_hours_are_the_residents_own(laptop: Laptop, capsys: pytest.CaptureFixture[str]) -> None:
    def nights(*words: str) -> int:
        assert laptop.summary("--format", "json", *words) == 0
        stretches = json.loads(capsys.readouterr().out)["stretches"]
        return sum(bool(one["talked"]) for one in stretches if one["kind"] == "night")

    usual = nights()
    assert usual in {8, 9}, "every fourth night somebody talked at ten past three"
    assert nights("--night", "23:00-03:00") == 0
    assert nights("--night", "19:30-07:00") > usual, "the evening tablets come at eight"


def test_p3_the_name_is_of_the_settings_and_not_of_the_command_line(
    laptop: Laptop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "settings.toml").write_text(f'state_dir = "{tmp_path / "state"}"\n', encoding="utf-8")
    assert laptop.summary("--name") == 2
    assert "The settings say no name of the resident" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        laptop.summary("--name", "Edith")


@pytest.mark.parametrize("night", ["", "22", "22:00Z-07:00Z", "22:00-07:00+01:00", "22:00", "22:00-25:00", "ten-six"])
def test_night_hours_that_are_none_are_wrong_use(
    laptop: Laptop, night: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        laptop.summary("--night", night)
    assert stopped.value.code == 2
    assert "must be two times, such as 22:00-07:00" in capsys.readouterr().err


def test_a_summary_says_no_more_than_the_key_opens(laptop: Laptop) -> None:
    assert {one.scope for one in read_log(laptop.log, laptop.key)} == {"summary"}

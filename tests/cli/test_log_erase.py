"""Erasing, purging, openings that are noted, and the witness beside the key, at the command line."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from companion.cli import main
from companion.device_log import open_log
from companion.messages import Record, Scope
from companion.settings import load_settings
from privacy.keys import ROLE_SCOPES, Argon2Cost, PrivateKey, Role, new_key, read_key_file, register, write_key_file
from privacy.reader import OpenedRecord, read_log

CHEAP = Argon2Cost(memory_kib=64, passes=1, lanes=1)
NOW = datetime.now(UTC)


@dataclass(frozen=True)
class Bedside:
    """A device with everybody registered, and their key files on a stick."""

    folder: Path

    @property
    def log(self) -> Path:
        return self.folder / "state" / "log.db"

    def key(self, name: str) -> PrivateKey:
        return read_key_file(self.folder / "stick" / name, "correct horse")

    def run(self, *words: str, key: str | None = None) -> int:
        opening = ["--key", str(self.folder / "stick" / key)] if key else []
        opening += ["--passphrase-file", str(self.folder / "passphrase")] if key else []
        return main(["log", "--settings", str(self.folder / "settings.toml"), words[0], *opening, *words[1:]])

    def write(self, *told: tuple[str, Scope, int]) -> None:
        """(words, scope, days ago), in order."""
        log = open_log(load_settings(self.folder / "settings.toml"))
        for words, scope, ago in told:
            log.append(Record(kind="turn", scope=scope, body={"heard": words}), NOW - timedelta(days=ago))
        log.close()

    def records(self, name: str = "edith") -> list[OpenedRecord]:
        return read_log(self.log, self.key(name))

    def heard(self, name: str = "edith") -> list[object]:
        return [one.body["heard"] for one in self.records(name) if one.kind == "turn"]


@pytest.fixture
def bedside(tmp_path: Path) -> Bedside:
    (tmp_path / "settings.toml").write_text(f'state_dir = "{tmp_path / "state"}"\n', encoding="utf-8")
    (tmp_path / "passphrase").write_text("correct horse\n", encoding="utf-8")
    (tmp_path / "stick").mkdir()
    for role, name in (("resident", "Edith"), ("caregiver", "Rose")):
        key = new_key(role=role, name=name)
        write_key_file(tmp_path / "stick" / name.lower(), key, "correct horse", cost=CHEAP)
        register(tmp_path / "state" / "recipients", key.recipient)
    made = Bedside(tmp_path)
    made.write(("old words", Scope.DIARY, 40), ("old answer", Scope.SUMMARY, 40), ("help", Scope.SAFETY, 40))
    made.write(("words", Scope.DIARY, 1), ("answer", Scope.SUMMARY, 0))
    return made


def test_one_item_by_its_number(bedside: Bedside, capsys: pytest.CaptureFixture[str]) -> None:
    number = next(one.sequence for one in bedside.records() if one.body.get("heard") == "words")
    assert bedside.run("erase", "--item", str(number), "--yes") == 0
    assert "1 record of" in capsys.readouterr().out
    assert bedside.heard() == ["old words", "old answer", "help", "answer"]
    assert bedside.run("verify") == 0


def test_everything_before_a_day_but_the_calls_for_help(bedside: Bedside) -> None:
    before = (NOW.astimezone() - timedelta(days=5)).date().isoformat()
    assert bedside.run("erase", "--before", before, "--yes") == 0
    assert bedside.heard() == ["help", "words", "answer"]


def test_everything_takes_the_calls_for_help_along(bedside: Bedside) -> None:
    assert bedside.run("erase", "--everything", "--yes") == 0
    assert bedside.heard() == []
    assert bedside.run("verify") == 0


def test_the_receipt_goes_to_a_file(bedside: Bedside) -> None:
    file = bedside.folder / "receipt.json"
    assert bedside.run("erase", "--everything", "--yes", "--receipt", str(file)) == 0
    receipt = json.loads(file.read_text())
    assert receipt["records"] == 5
    entry = next(one for one in bedside.records() if one.sequence == receipt["sequence"])
    assert (entry.kind, entry.body["why"]) == ("erasure", "operator")


@pytest.mark.parametrize(("where", "told"), [("passphrase", "already there"), ("none/r.json", "cannot be written")])
def test_a_receipt_that_cannot_be_written_keeps_anything_from_being_erased(
    bedside: Bedside, where: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bedside.run("erase", "--everything", "--yes", "--receipt", str(bedside.folder / where)) == 4
    assert told in capsys.readouterr().err
    assert len(bedside.heard()) == 5
    assert bedside.folder.joinpath("passphrase").read_text(encoding="utf-8") == "correct horse\n"


@pytest.mark.parametrize("words", [(), ("--json",)])
def test_a_receipt_whose_place_has_gone_since_is_printed(
    bedside: Bedside, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stick = bedside.folder / "receipts"
    stick.mkdir()

    def agree(_: str) -> str:
        stick.rmdir()  # pulled out while the question was asked
        return "erase"

    monkeypatch.setattr("builtins.input", agree)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    assert bedside.run("erase", "--everything", "--receipt", str(stick / "r.json"), *words) == 4
    out, err = capsys.readouterr()
    assert "It is erased" in err
    assert json.loads(out.splitlines()[-1])["records"] == 5
    assert bedside.heard() == []


def test_a_question_broken_off_erases_nothing(
    bedside: Bedside, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken_off(_: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", broken_off)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    assert bedside.run("erase", "--everything") == 2
    assert "Nothing was erased" in capsys.readouterr().err
    assert len(bedside.heard()) == 5


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--item", "99999999999999999999999"), "number of a record"),
        (("--item", "9223372036854775808"), "number of a record"),
        (("--item", "0"), "number of a record"),
        (("--item", "-1"), "argument"),
        (("--item", "1e3"), "number of a record"),
        (("--before", "0001-01-01"), "a day after"),
        (("--day", "yesterday"), "must be a day"),
    ],
)
def test_what_names_no_record_and_no_day_is_refused_at_once(
    bedside: Bedside, words: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        bedside.run("erase", *words, "--yes")
    assert stopped.value.code == 2
    assert told in capsys.readouterr().err
    assert len(bedside.heard()) == 5


@pytest.mark.parametrize(
    "words", [("--item", "9223372036854775807"), ("--before", "0001-01-02"), ("--day", "9999-12-31")]
)
def test_the_furthest_record_and_days_are_only_not_there(
    bedside: Bedside, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert bedside.run("erase", *words, "--yes") == 0
    assert "nothing to erase" in capsys.readouterr().out


def test_the_residents_key_erases_in_their_name_and_is_noted(bedside: Bedside) -> None:
    assert bedside.run("erase", "--everything", "--scope", "diary", "--yes", key="edith") == 0
    assert bedside.heard() == ["old answer", "help", "answer"]
    kinds = {one.kind: one.body for one in bedside.records()}
    assert kinds["erasure"]["why"] == "asked"
    assert (kinds["audit"]["who"], kinds["audit"]["what"]) == ("Edith", "erase")


def test_a_caregivers_key_may_read_and_not_erase(bedside: Bedside, capsys: pytest.CaptureFixture[str]) -> None:
    assert bedside.run("erase", "--everything", "--yes", key="rose") == 2
    assert "only the resident's may" in capsys.readouterr().err
    assert len(bedside.heard()) == 5


def test_a_caregiver_who_calls_herself_the_resident_is_known_by_her_key(
    bedside: Bedside, capsys: pytest.CaptureFixture[str]
) -> None:
    path = bedside.folder / "stick" / "rose"
    rose = read_key_file(path, "correct horse")
    assert rose.root is not None
    claimed = PrivateKey.from_root(rose.root, name="Edith", role=Role.RESIDENT, scopes=ROLE_SCOPES[Role.RESIDENT])
    path.unlink()
    write_key_file(path, claimed, "correct horse", cost=CHEAP)
    assert bedside.run("erase", "--everything", "--yes", key="rose") == 2
    assert "The key of Rose (caregiver) may read and not erase" in capsys.readouterr().err
    assert len(bedside.heard()) == 5
    bedside.run("show", key="rose")
    assert {one.body["who"] for one in bedside.records() if one.kind == "audit"} == {"Rose"}


def test_a_residents_key_that_this_log_does_not_know_erases_nothing(
    bedside: Bedside, capsys: pytest.CaptureFixture[str]
) -> None:
    stranger = new_key(role="resident", name="Edith")
    write_key_file(bedside.folder / "stick" / "stranger", stranger, "correct horse", cost=CHEAP)
    assert bedside.run("erase", "--everything", "--yes", key="stranger") == 8
    assert "does not open this log" in capsys.readouterr().err
    assert len(bedside.heard()) == 5
    assert {one.kind for one in bedside.records()} == {"turn"}


def test_everything_takes_logs_that_were_set_aside_along(bedside: Bedside) -> None:
    aside = bedside.log.with_name("log.db.damaged-1")
    aside.write_bytes(b"what was left of an older log")
    assert bedside.run("erase", "--everything", "--scope", "diary", "--yes") == 0
    assert aside.exists()
    assert bedside.run("erase", "--everything", "--yes") == 0
    assert not aside.exists()


def test_nothing_is_erased_where_nobody_can_be_asked(bedside: Bedside, capsys: pytest.CaptureFixture[str]) -> None:
    assert bedside.run("erase", "--everything") == 2
    assert "--yes" in capsys.readouterr().err
    assert len(bedside.heard()) == 5


def test_nothing_to_erase_is_said(bedside: Bedside, capsys: pytest.CaptureFixture[str]) -> None:
    assert bedside.run("erase", "--day", "2020-02-29", "--yes") == 0
    assert "nothing to erase" in capsys.readouterr().out
    assert bedside.run("erase", "--day", "2020-02-29", "--yes", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"records": 0}


def test_erasing_without_a_log_makes_none(bedside: Bedside, capsys: pytest.CaptureFixture[str]) -> None:
    bedside.log.unlink()
    assert bedside.run("erase", "--everything", "--yes") == 9
    assert "There is no log" in capsys.readouterr().err
    assert not bedside.log.exists()


@pytest.fixture
def trusted_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a board whose clock has a battery."""
    monkeypatch.setattr("device.clock_trust.clock_trust", lambda: "rtc")


def test_by_a_clock_that_cannot_be_trusted_two_days_are_two_days(
    bedside: Bedside, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("device.clock_trust.clock_trust", lambda: "unknown")
    assert bedside.run("purge") == 0
    told = capsys.readouterr().out
    assert told.startswith("Erased for their age: nothing.\n")
    assert "can trust" in told


@pytest.mark.usefixtures("trusted_clock")
def test_what_is_too_old_is_purged(bedside: Bedside, capsys: pytest.CaptureFixture[str]) -> None:
    assert bedside.run("purge") == 0
    assert capsys.readouterr().out == "Erased for their age: 1 of diary.\n"
    assert bedside.heard() == ["old answer", "help", "words", "answer"]
    assert bedside.run("purge", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"erased": {"diary": 0, "summary": 0, "safety": 0}}


@pytest.mark.usefixtures("trusted_clock")
def test_the_settings_say_how_long_it_is_kept(bedside: Bedside) -> None:
    with (bedside.folder / "settings.toml").open("a", encoding="utf-8") as settings:
        settings.write("[retention]\ndiary_days = 365\nsummary_days = 7\n")
    assert bedside.run("purge") == 0
    assert bedside.heard() == ["old words", "help", "words", "answer"]


def test_p12_every_look_is_noted(bedside: Bedside, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (("summary", "--days", "2"), ("show",), ("verify",)):
        assert bedside.run(*words, key="rose") == 0
    noted = [(one.body["who"], one.body["what"], one.body["days"]) for one in bedside.records() if one.kind == "audit"]
    assert noted == [("Rose", "summary", 2), ("Rose", "show", None), ("Rose", "verify", None)]
    capsys.readouterr()


def test_p12_a_look_at_a_copy_is_noted_nowhere(bedside: Bedside, capsys: pytest.CaptureFixture[str]) -> None:
    copy = bedside.folder / "copy.db"
    shutil.copy(bedside.log, copy)
    assert bedside.run("show", "--log", str(copy), key="rose") == 0
    assert {one.kind for one in bedside.records()} == {"turn"}
    assert "answer" in capsys.readouterr().out


def test_an_older_log_put_back_is_noticed_at_the_next_look(
    bedside: Bedside, capsys: pytest.CaptureFixture[str]
) -> None:
    old = bedside.folder / "old.db"
    shutil.copy(bedside.log, old)
    bedside.write(("newer", Scope.SUMMARY, 0))
    assert bedside.run("summary", key="rose") == 0
    assert (bedside.folder / "stick" / "rose.witness").exists()
    shutil.copy(old, bedside.log)
    capsys.readouterr()
    assert bedside.run("summary", key="rose") == 9
    assert "ends before what you have seen of it" in capsys.readouterr().err
    assert bedside.run("verify", "--json", key="rose") == 1
    assert [one["kind"] for one in json.loads(capsys.readouterr().out)["problems"]][-1] == "rolled_back"
    assert bedside.run("summary", "--skip-damaged", key="rose") == 0


def test_another_persons_sight_of_the_log_counts_too(bedside: Bedside, capsys: pytest.CaptureFixture[str]) -> None:
    old = bedside.folder / "old.db"
    shutil.copy(bedside.log, old)
    bedside.write(("newer", Scope.SUMMARY, 0))
    assert bedside.run("summary", key="rose") == 0
    shutil.copy(old, bedside.log)
    witness = str(bedside.folder / "stick" / "rose.witness")
    capsys.readouterr()
    assert bedside.run("verify") == 0
    assert bedside.run("verify", "--witness", witness) == 1
    assert "rolled back" in capsys.readouterr().out


def test_nothing_is_left_beside_the_key_when_it_is_not_wanted(bedside: Bedside) -> None:
    assert bedside.run("show", "--no-witness", key="rose") == 0
    assert sorted(one.name for one in (bedside.folder / "stick").iterdir()) == ["edith", "rose"]

"""`companion keys revoke` and what `keys list` shows after it."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from companion.cli import main
from companion.messages import Record, Scope
from privacy.keys import Recipient, load_recipients, new_key, register
from privacy.keys.coverage import days_sealed_to
from privacy.log import open_log
from privacy.verify import verify

Ask = Callable[..., int]
MORNING = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "settings.toml"
    path.write_text(f'state_dir = "{tmp_path / "state"}"\n', encoding="utf-8")
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    return path


@pytest.fixture
def keys(settings: Path) -> Ask:
    def keys(action: str, *words: object) -> int:
        return main(["keys", "--settings", str(settings), action, *map(str, words)])

    return keys


@pytest.fixture
def people(settings: Path) -> Path:
    return settings.parent / "state" / "recipients"


def registered(people: Path, role: str, name: str) -> Recipient:
    recipient = new_key(role=role, name=name).recipient
    register(people, recipient)
    return recipient


def test_a_revoked_key_is_gone_and_what_stays_is_told(
    keys: Ask, people: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rose, anna = registered(people, "caregiver", "Rose"), registered(people, "caregiver", "Anna")
    with closing(open_log(people.parent / "log.db", [rose, anna])) as log:
        log.append(Record(kind="measure", scope=Scope.SUMMARY, body={"value": 1}), MORNING)
    assert keys("revoke", "rose", "--yes") == 0
    told = capsys.readouterr().out
    assert "stays readable to whoever has the key and took a copy of the log away: 1 day, 2026-03-02." in told
    assert "What this device had sealed to it (2026-03-02) is destroyed" in told
    assert "Rose (caregiver) is revoked" in told
    assert "Nobody else" not in told
    assert load_recipients(people) == (anna,)
    assert keys("list", "--json") == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert (json.loads(line)["name"], json.loads(line)["revoked"]) == ("Anna", None)
    assert keys("list", "--all", "--json") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["name"] for one in lines] == ["Anna", "Rose"]
    assert datetime.fromisoformat(lines[1]["revoked"]).tzinfo is not None
    assert keys("list", "--all") == 0
    assert "Rose, revoked on 20" in capsys.readouterr().out


def test_the_last_reader_is_told_what_is_no_longer_kept(
    keys: Ask, people: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    registered(people, "caregiver", "Rose")
    registered(people, "resident", "Edith")
    assert keys("revoke", "Edith", "--yes") == 0
    told = capsys.readouterr().out
    assert "Nobody else may read diary and memory" in told
    assert "Nothing in this device's log is sealed to this key." in told


@pytest.mark.parametrize(
    ("production", "told"),
    [
        ("", "run as a preview from the next start on"),
        ("true", "no advice script runs"),
        ("false", "go on as a preview"),
    ],
)
def test_the_last_clinician_is_told_what_becomes_of_scripts(
    keys: Ask, people: Path, settings: Path, production: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if production:
        with settings.open("a", encoding="utf-8") as more:
            more.write(f"[scripts]\nproduction = {production}\n")
    for name in ("Dr Hill", "Dr New"):
        registered(people, "clinician", name)
    assert keys("revoke", "Dr Hill", "--yes") == 0
    assert "signed with this key alone no longer run" in capsys.readouterr().out
    assert keys("revoke", "Dr New", "--yes") == 0
    assert told in capsys.readouterr().out


def test_a_log_that_cannot_be_read_does_not_keep_the_key_in_use_and_says_so(
    keys: Ask, people: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    registered(people, "caregiver", "Rose")
    registered(people, "caregiver", "Anna")
    (people.parent / "log.db").write_bytes(b"no log" * 1000)
    assert keys("revoke", "Rose", "--yes") == 9
    out, err = capsys.readouterr()
    assert "cannot be told" in out
    assert "Rose (caregiver) is revoked" in out
    assert "is still there" in err
    assert err.count("\n") == 1
    assert [one.name for one in load_recipients(people)] == ["Anna"]


@pytest.mark.parametrize(("answer", "left"), [("yes", 0), (" YES ", 0), ("", 1), ("no", 1), (None, 1)])
def test_a_terminal_is_asked_first(
    keys: Ask, people: Path, answer: str | None, left: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def typed(prompt: str) -> str:
        if answer is None:
            raise EOFError
        return answer

    registered(people, "caregiver", "Rose")
    monkeypatch.setattr("builtins.input", typed)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    assert keys("revoke", "Rose") == left
    assert len(load_recipients(people)) == left


def test_without_a_terminal_yes_must_be_said(keys: Ask, people: Path, capsys: pytest.CaptureFixture[str]) -> None:
    registered(people, "caregiver", "Rose")
    assert keys("revoke", "Rose") == 2
    assert "give --yes" in capsys.readouterr().err
    assert len(load_recipients(people)) == 1


def test_who_is_meant_must_be_clear(keys: Ask, people: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert keys("revoke", "Rose", "--yes") == 2
    assert "Nobody is registered here" in capsys.readouterr().err
    first, second = registered(people, "caregiver", "Rose"), registered(people, "caregiver", "Rose")
    assert keys("revoke", "Rose", "--yes") == 2
    told = capsys.readouterr().err
    assert first.key_id.hex()[:8] in told
    assert second.key_id.hex()[:8] in told
    assert keys("revoke", "Anna", "--yes") == 2
    assert keys("revoke", first.key_id.hex()[:8], "--yes") == 0
    assert load_recipients(people) == (second,)


def test_a_revoked_key_registered_again_is_told(keys: Ask, people: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rose = registered(people, "caregiver", "Rose")
    assert keys("revoke", "Rose", "--yes") == 0
    assert keys("new", "--register-only", people / "revoked" / f"{rose.key_id.hex()}.json") == 0
    told = capsys.readouterr().out
    assert "was revoked on" in told
    assert "that is taken back" in told
    assert load_recipients(people) == (rose,)
    assert keys("new", "--register-only", people / f"{rose.key_id.hex()}.json") == 4


def test_a_link_in_the_way_is_one_sentence(keys: Ask, people: Path, capsys: pytest.CaptureFixture[str]) -> None:
    registered(people, "caregiver", "Rose")
    (people / "revoked").symlink_to(people.parent)
    assert keys("revoke", "Rose", "--yes") == 4
    err = capsys.readouterr().err
    assert "is a link" in err
    assert err.count("\n") == 1
    assert len(load_recipients(people)) == 1


def test_revoking_again_destroys_what_could_not_be_destroyed_then(
    keys: Ask, people: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rose, anna = registered(people, "caregiver", "Rose"), registered(people, "caregiver", "Anna")
    path = people.parent / "log.db"
    with closing(open_log(path, [rose, anna])) as log:
        log.append(Record(kind="measure", scope=Scope.SUMMARY, body={"value": 1}), MORNING)
    content = path.read_bytes()
    path.write_bytes(b"damaged")
    assert keys("revoke", "Rose", "--yes") == 9
    assert keys("revoke", "Rose", "--yes") == 9
    assert capsys.readouterr().err.count("is still there") == 2
    path.write_bytes(content)
    assert keys("revoke", "Rose", "--yes") == 0
    told = capsys.readouterr().out
    assert "was revoked already" in told
    assert "is destroyed" in told
    assert days_sealed_to(path, rose.key_id) == ()
    assert len(days_sealed_to(path, anna.key_id)) == 1


def test_what_was_sealed_to_the_last_reader_is_destroyed_too(
    keys: Ask, people: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rose = registered(people, "caregiver", "Rose")
    path = people.parent / "log.db"
    with closing(open_log(path, [rose])) as log:
        log.append(Record(kind="measure", scope=Scope.SUMMARY, body={"value": 1}), MORNING)
    assert keys("revoke", "Rose", "--yes") == 0
    assert "is destroyed" in capsys.readouterr().out
    assert days_sealed_to(path, rose.key_id) == ()
    assert verify(path).ok

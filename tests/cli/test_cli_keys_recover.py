"""`companion keys sheet` and `keys recover`: from a key to paper and back."""

from __future__ import annotations

import json
import os
import pty
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from companion.cli import main
from privacy.keys import Argon2Cost, PrivateKey, new_key, read_key_file, register, revoke, save_recipient
from privacy.keys.words import recovery_words

WORDS = "correct horse battery"
Ask = Callable[..., int]


@pytest.fixture
def device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a device's settings; its state is in it."""
    (tmp_path / "words").write_text(WORDS + "\n", encoding="utf-8")
    (tmp_path / "settings.toml").write_text(f'state_dir = "{tmp_path / "state"}"\n', encoding="utf-8")
    monkeypatch.setattr("privacy.keys.keyfile.DEFAULT_COST", Argon2Cost(memory_kib=64, passes=1, lanes=1))
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    return tmp_path


@pytest.fixture
def keys(device: Path) -> Ask:
    def keys(action: str, *words: object) -> int:
        return main(["keys", "--settings", str(device / "settings.toml"), action, *map(str, words)])

    return keys


@pytest.fixture
def hill(device: Path) -> PrivateKey:
    key = new_key(role="clinician", name="Dr Hill")
    register(device / "state" / "recipients", key.recipient)
    return key


def recovered(device: Path, keys: Ask, text: str, *more: object) -> int:
    (device / "typed").write_text(text, encoding="utf-8")
    given = ("--words-file", device / "typed", "--passphrase-file", device / "words")
    return keys("recover", "--out", device / "again.key", *given, *more)


def test_a_key_goes_to_paper_and_back(device: Path, keys: Ask, capsys: pytest.CaptureFixture[str]) -> None:
    new = ("--role", "resident", "--name", "Edith", "--out", device / "e.key", "--passphrase-file", device / "words")
    assert keys("new", *new) == 0
    assert "companion keys sheet --key" in capsys.readouterr().out
    assert list(device.glob("*.html")) == []
    made = ("--key", device / "e.key", "--passphrase-file", device / "words")
    assert keys("sheet", *made, "--out", device / "e.txt") == 0
    assert stat.S_IMODE((device / "e.txt").stat().st_mode) == 0o600
    assert "then delete the file" in capsys.readouterr().out
    assert recovered(device, keys, (device / "e.txt").read_text(encoding="utf-8")) == 0
    told = capsys.readouterr().out
    before, after = read_key_file(device / "e.key", WORDS), read_key_file(device / "again.key", WORDS)
    assert (after.recipient, after.root) == (before.recipient, before.root)
    assert "is registered on this device" in told
    assert before.key_id.hex() in told.replace(" ", "")


def test_a_new_key_can_come_with_its_sheet(device: Path, keys: Ask) -> None:
    new = ("--role", "caregiver", "--name", "Rose", "--out", device / "r.key", "--passphrase-file", device / "words")
    assert keys("new", *new, "--sheet", device / "r.html") == 0
    page = (device / "r.html").read_text(encoding="utf-8")
    assert all(f"<li>{word}</li>" in page for word in recovery_words(read_key_file(device / "r.key", WORDS)))


@pytest.mark.parametrize(
    ("sheet", "code", "told"),
    [("state/r.html", 2, "does not belong on this device"), ("r.pdf", 2, "neither .html"), ("none/r.txt", 4, "cannot")],
)
def test_a_sheet_that_cannot_be_leaves_no_key(
    device: Path, keys: Ask, sheet: str, code: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    new = ("--role", "caregiver", "--name", "Rose", "--out", device / "r.key", "--passphrase-file", device / "words")
    assert keys("new", *new, "--sheet", device / sheet) == code
    assert told in capsys.readouterr().err
    assert not (device / "r.key").exists()
    assert not (device / "state" / "recipients").exists()


def test_an_older_key_says_why_it_has_no_sheet(device: Path, keys: Ask, capsys: pytest.CaptureFixture[str]) -> None:
    vectors = Path(__file__).parents[1] / "vectors" / "key_file"
    passphrase = json.loads((vectors / "index.json").read_text(encoding="utf-8"))["passphrase"]
    (device / "old").write_text(passphrase, encoding="utf-8")
    made = ("--key", vectors / "v2_clinician.key", "--passphrase-file", device / "old", "--out", device / "s.html")
    assert keys("sheet", *made) == 3
    assert "made before recovery sheets were" in capsys.readouterr().err
    assert not (device / "s.html").exists()


def test_a_revoked_key_is_recovered_and_that_is_said(
    device: Path, keys: Ask, hill: PrivateKey, capsys: pytest.CaptureFixture[str]
) -> None:
    revoke(device / "state" / "recipients", hill.recipient, datetime(2026, 3, 2, tzinfo=UTC))
    assert recovered(device, keys, " ".join(recovery_words(hill))) == 0
    assert "was revoked on this device on 2026-03-02" in capsys.readouterr().out
    assert read_key_file(device / "again.key", WORDS).verify_key == hill.verify_key


def test_of_an_unknown_key_role_and_name_are_asked_for(
    device: Path, keys: Ask, capsys: pytest.CaptureFixture[str]
) -> None:
    rose = new_key(role="caregiver", name="Rose")
    text = " ".join(recovery_words(rose))
    assert recovered(device, keys, text) == 2
    assert "--role and --name" in capsys.readouterr().err
    assert recovered(device, keys, text, "--role", "caregiver", "--name", "Rose") == 0
    assert "not registered on this device" in capsys.readouterr().out
    assert read_key_file(device / "again.key", WORDS).recipient == rose.recipient


def test_a_known_key_is_not_made_anothers(
    device: Path, keys: Ask, hill: PrivateKey, capsys: pytest.CaptureFixture[str]
) -> None:
    text = " ".join(recovery_words(hill))
    assert recovered(device, keys, text, "--role", "caregiver") == 2
    assert "that of Dr Hill (clinician)" in capsys.readouterr().err
    assert recovered(device, keys, text, "--role", "clinician", "--name", "Dr Hill") == 0


def test_a_wrong_word_of_a_known_key_is_put_right_and_told(
    device: Path, keys: Ask, hill: PrivateKey, capsys: pytest.CaptureFixture[str]
) -> None:
    words = list(recovery_words(hill))
    words[6] = "zoo" if words[6] != "zoo" else "zone"
    assert recovered(device, keys, " ".join(words)) == 0
    assert "Word 7 was wrong" in capsys.readouterr().out
    assert read_key_file(device / "again.key", WORDS).root == hill.root


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda words: [*words[:6], "qqqqqqqq", *words[7:]], "Word 7 is not in the list"),
        (lambda words: words[:20], "There are 20 words"),
        (lambda words: [*words, "zoo"], "more than 24"),
        (lambda words: ["zoo"] * 24, "do not belong together"),
    ],
)
def test_what_is_wrong_with_the_words_is_one_sentence_without_them(
    device: Path, keys: Ask, change: Callable[[list[str]], list[str]], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["zebra"] * 24
    assert recovered(device, keys, " ".join(change(words))) == 3
    out, err = capsys.readouterr()
    assert told in err
    assert err.count("\n") == 1
    assert not {"qqqqqqqq", "zebra", "zoo"} & set((out + err).replace(".", " ").split())
    assert not (device / "again.key").exists()


def test_nothing_is_left_to_chance_before_the_words(
    device: Path, keys: Ask, capsys: pytest.CaptureFixture[str]
) -> None:
    (device / "there.key").write_text("precious", encoding="utf-8")
    for words, code, told in (
        (("--out", device / "there.key"), 4, "already there"),
        (("--out", device / "none" / "k"), 4, "cannot be written"),
        (("--out", device / "state" / "k"), 2, "does not belong on this device"),
        (("--out", device / "k", "--name", "\x1b"), 2, "name of 1 to 100"),
        (("--out", device / "k"), 2, "--words-file"),
        (("--out", device / "k", "--words-file", device / "typed"), 2, "--passphrase-file"),
    ):
        assert keys("recover", *words) == code
        assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "told"), [(None, "cannot be read"), (b"\xff", "not plain text"), (b"a " * 9999, "too long")]
)
def test_a_file_of_words_that_is_none_is_told(
    device: Path, keys: Ask, content: bytes | None, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        (device / "file").write_bytes(content)
    given = ("--words-file", device / "file", "--passphrase-file", device / "words")
    assert keys("recover", "--out", device / "k", *given) == 3
    assert told in capsys.readouterr().err


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What somebody types at a terminal, in order; all of it must be asked for."""
    answers: list[str] = []

    def answer(prompt: str) -> str:
        print(prompt)
        if not answers:
            raise EOFError
        return answers.pop(0)

    monkeypatch.setattr("builtins.input", answer)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("companion.cli.passphrases.getpass", lambda prompt: WORDS)
    yield answers
    assert answers == []


def test_words_are_asked_for_one_by_one(
    device: Path, keys: Ask, hill: PrivateKey, typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    words = recovery_words(hill)
    typed += ["qqqqqqqq", words[0], f" {words[1].upper()}  {words[2][:4]}", "", "99 zoo", *words[3:]]
    assert keys("recover", "--out", device / "again.key") == 0
    told = capsys.readouterr().out
    assert "Word 1 is not in the list" in told
    assert "numbers 1 to 24" in told
    assert read_key_file(device / "again.key", WORDS).root == hill.root


def test_all_words_may_come_at_once_and_a_wrong_one_again(
    device: Path, keys: Ask, typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    right = ["legal", "winner", "thank", "year", "wave", "sausage", "worth", "useful"]  # a vector of BIP-39
    right = [*right, *right, *right[:7], "title"]
    wrong = [*right[:3], "abandon", *right[4:]]
    typed += [" ".join(wrong), "4 year", "yes", "burglar", "caregiver", "Rose"]
    assert keys("recover", "--out", device / "again.key") == 0
    assert "do not belong together" in capsys.readouterr().out
    again = read_key_file(device / "again.key", WORDS)
    assert (again.root, again.recipient.name) == (bytes([0x7F]) * 32, "Rose")


@pytest.mark.parametrize(("answers", "code"), [(["abandon"] * 24 + [""], 3), (["abandon"] * 5, 2)])
def test_giving_up_writes_nothing(
    device: Path, keys: Ask, typed: list[str], answers: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    typed += answers
    assert keys("recover", "--out", device / "again.key") == code
    assert "abandon" not in capsys.readouterr().err
    assert not (device / "again.key").exists()


def test_a_key_id_that_is_not_the_sheets_stops_everything(device: Path, keys: Ask, typed: list[str]) -> None:
    typed += [" ".join(recovery_words(new_key(role="caregiver", name="Rose"))), "no"]
    assert keys("recover", "--out", device / "again.key") == 3
    assert not (device / "again.key").exists()


def test_six_words_are_offered_not_forced(
    device: Path, keys: Ask, typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert keys("new", "--role", "caregiver", "--name", "Rose", "--out", device / "r.key", "--suggest") == 0
    offered = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("    "))
    assert len(offered.split()) == 6
    assert read_key_file(device / "r.key", WORDS).recipient.name == "Rose"


def test_the_public_half_of_a_recovered_key_is_registered_elsewhere(
    device: Path, keys: Ask, capsys: pytest.CaptureFixture[str]
) -> None:
    rose = new_key(role="caregiver", name="Rose")
    given = ("--role", "caregiver", "--name", "Rose", "--public", device / "rose.public")
    assert recovered(device, keys, " ".join(recovery_words(rose)), *given) == 0
    assert "--register-only" in capsys.readouterr().out
    save_recipient(rose.recipient, device / "as.public")
    assert (device / "rose.public").read_bytes() == (device / "as.public").read_bytes()
    assert keys("new", "--register-only", device / "rose.public") == 0


@pytest.mark.slow
def test_a_real_terminal_brings_the_key_back(device: Path, hill: PrivateKey) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "companion", "keys", "--settings", str(device / "settings.toml")]
    with subprocess.Popen(
        [*command, "recover", "--out", str(device / "again.key")],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    ) as recover:
        os.close(theirs)
        seen = b""
        for asked, answer in (
            (b"Word 1 of 24", " ".join(recovery_words(hill))),
            (b"Passphrase for the new key", WORDS),
            (b"The same again", WORDS),
        ):
            while asked not in seen:
                seen += os.read(ours, 4096)
            os.write(ours, f"{answer}\n".encode())
        assert recover.wait(timeout=60) == 0
        os.close(ours)
    assert WORDS.encode() not in seen
    assert read_key_file(device / "again.key", WORDS).root == hill.root

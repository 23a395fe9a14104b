"""Golden logs of both versions: the good open as they always did, the broken fail as they say, in two readers alike."""

from __future__ import annotations

import ast
import json
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import independent_reader
import pytest
from independent_file import NotReadableError
from two_readers import by_both, seen, seen_by_the_other

from companion.errors import InputError, KeyRefused, LogError
from privacy.keys import PrivateKey, Role, read_key_file
from privacy.reader import read_log
from privacy.verify import verify
from privacy.witness import read_witness

VECTORS = Path(__file__).parents[1] / "vectors"
FORMAT = Path(__file__).parents[2] / "privacy" / "FORMAT.md"
FIRST, SECOND = VECTORS / "sealed_log", VECTORS / "sealed_log_2"
WITNESS = SECOND / "good.witness"
READER = Path(__file__).with_name("independent_reader.py")


def loaded(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


GOOD_1, GOOD_2 = loaded(FIRST / "good.json"), loaded(SECOND / "good.json")
BROKEN_1 = [{"file": "good.db", "witness": False, "zeroed_page": 0} | case for case in loaded(FIRST / "broken.json")]
BROKEN_2 = loaded(SECOND / "broken.json")


@dataclass(frozen=True)
class Reader:
    """Somebody, a golden log, and what they see of it; None: they are refused."""

    path: Path
    name: str
    role: str
    secret: str
    records: list[dict[str, Any]] | None

    def __str__(self) -> str:
        return f"{self.path.parent.name}/{self.path.name}-{self.name}"

    @property
    def key(self) -> PrivateKey:
        return PrivateKey(bytes.fromhex(self.secret), name=self.name, role=Role(self.role), scopes=())


READERS = [
    *(Reader(FIRST / "good.db", name, name, one["secret"], one["records"]) for name, one in GOOD_1.items()),
    *(
        Reader(SECOND / file, name, GOOD_2["keys"][name]["role"], GOOD_2["keys"][name]["secret"], records)
        for file, seen in GOOD_2["files"].items()
        for name, records in seen["readers"].items()
    ),
]
EDITH = next(one for one in READERS if one.path.parent == SECOND and one.name == "Edith")


def seen_before(case: dict[str, Any]) -> Path | None:
    return WITNESS if case["witness"] else None


def copied(source: Path, folder: Path, case: dict[str, Any]) -> Path:
    """The golden log with the case's changes."""
    path = folder / "log.db"
    shutil.copy(source / case["file"], path)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for statement in case["sql"]:
            assert database.execute(statement).rowcount != 0, f"changed nothing: {statement[:80]}"
        (size,) = database.execute("PRAGMA page_size").fetchone()
    if page := case["zeroed_page"]:
        content = bytearray(path.read_bytes())
        content[(page - 1) * size : page * size] = bytes(size)
        path.write_bytes(content)
    return path


@pytest.mark.parametrize("reader", READERS, ids=str)
def test_a_golden_log_opens_as_it_always_did(reader: Reader) -> None:
    if reader.records is None:
        with pytest.raises(KeyRefused):
            read_log(reader.path, reader.key)
        return
    found = [
        {"sequence": r.sequence, "at": r.at.isoformat(), "kind": r.kind, "scope": r.scope, "body": dict(r.body)}
        for r in read_log(reader.path, reader.key)
    ]
    assert found == reader.records


@pytest.mark.parametrize("reader", READERS, ids=str)
def test_a_reader_written_from_the_format_page_opens_it_too(reader: Reader) -> None:
    theirs = seen_by_the_other(reader.path, reader.key)
    if reader.records is None:
        assert {scope for *_, scope, _ in theirs} == {"open"}, "nothing but the entries in clear"
    else:
        assert theirs == seen(reader.path, reader.key)


@pytest.mark.parametrize("file", ["good.db", "older.db", "fork.db"])
def test_golden_logs_of_version_2_are_whole(file: str) -> None:
    wanted = GOOD_2["files"][file]
    for key in (None, EDITH.key):
        report = verify(SECOND / file, key)
        assert (report.ok, report.records, report.erased) == (True, wanted["records"], wanted["erased"])
        assert by_both(SECOND / file, key) == wanted["problems"]


def test_the_golden_log_of_version_1_is_whole() -> None:
    for key in (None, *(one.key for one in READERS if one.path.parent == FIRST)):
        report = verify(FIRST / "good.db", key)
        assert (report.ok, report.records, report.problems) == (True, 8, ())
        assert by_both(FIRST / "good.db", key) == []


@pytest.mark.parametrize("case", BROKEN_1, ids=[case["name"] for case in BROKEN_1])
def test_a_broken_log_of_version_1_fails_in_the_way_it_names(case: dict[str, Any], tmp_path: Path) -> None:
    path = copied(FIRST, tmp_path, case)
    assert by_both(path) == case["problems"]
    key = next(one.key for one in READERS if one.path.parent == FIRST and one.name == "resident")
    shown = by_both(path, key)
    assert set(shown) >= {*case["problems"], *case["with_key"]}
    assert shown, "nobody is shown a broken log as whole"


@pytest.mark.parametrize("case", BROKEN_2, ids=[case["name"] for case in BROKEN_2])
def test_a_broken_log_of_version_2_fails_in_the_way_it_names(case: dict[str, Any], tmp_path: Path) -> None:
    path = copied(SECOND, tmp_path, case)
    of_first = case["file"].startswith("..")
    key = next(one.key for one in READERS if one.name == "resident") if of_first else EDITH.key
    assert by_both(path, witness=seen_before(case)) == case["problems"]
    assert by_both(path, key, witness=seen_before(case)) == case["with_key"]


def test_there_is_a_broken_log_for_every_kind_of_problem() -> None:
    checking = FORMAT.read_text(encoding="utf-8").split("## Checking")[1].split("\n## ")[0]
    kinds = set(re.findall(r"^\| `(\w+)` \|", checking, re.MULTILINE)) | {"refused"}
    assert len(kinds) > 15
    assert {one.split()[0] for case in BROKEN_2 for one in case["with_key"]} == kinds


def test_a_newer_version_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    shutil.copy(SECOND / "good.db", path)
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version=3")
    for use in (lambda: verify(path), lambda: read_log(path, EDITH.key)):
        with pytest.raises(LogError, match="newer version"):
            use()
    with pytest.raises(NotReadableError, match="version"):
        independent_reader.read(str(path))


def test_a_witness_that_was_changed_is_believed_by_neither(tmp_path: Path) -> None:
    content = loaded(WITNESS)
    content["logs"][0]["size"] -= 1
    changed = tmp_path / "good.witness"
    changed.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InputError, match="not a whole witness file"):
        read_witness(changed)
    with pytest.raises(NotReadableError, match="witness"):
        independent_reader.read(str(EDITH.path), None, str(changed))


def test_the_second_reader_is_a_program_of_its_own(tmp_path: Path) -> None:
    def run(*words: object) -> tuple[int, list[dict[str, Any]]]:
        command = [sys.executable, "-E", "-s", str(READER), *map(str, words)]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=30)
        return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]

    assert run(EDITH.path)[0] == 0
    code, lines = run(EDITH.path, EDITH.secret, WITNESS)
    assert (code, len(lines)) == (0, 18), "16 records and entries, and a clock that was set twice"
    code, lines = run(SECOND / "older.db", EDITH.secret, WITNESS)
    assert (code, lines[-1]) == (1, {"problem": "rolled_back", "sequence": 13})


def test_the_second_reader_imports_nothing_of_ours() -> None:
    imported = set()
    for name in ("independent_reader.py", "independent_file.py"):
        for node in ast.walk(ast.parse(READER.with_name(name).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {one.name.split(".")[0] for one in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add((node.module or "").split(".")[0])
    assert imported - sys.stdlib_module_names == {"cryptography", "independent_file"}


def test_the_golden_key_file_opens() -> None:
    passphrase = (FIRST / "rose.passphrase").read_text(encoding="utf-8").rstrip("\n")
    key = read_key_file(FIRST / "rose.key", passphrase)
    assert (key.recipient.name, key.recipient.role) == ("Rose", Role.CAREGIVER)
    assert key.secret_bytes().hex() == GOOD_1["caregiver"]["secret"]
    decomposed = passphrase.replace("\u00e9", "e\u0301")
    assert read_key_file(FIRST / "rose.key", decomposed).key_id == key.key_id

"""Golden logs: the good one opens as it always did, each broken one fails in the way it names."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from companion.errors import LogError
from privacy.keys import PrivateKey, Role, read_key_file
from privacy.reader import read_log
from privacy.verify import verify

VECTORS = Path(__file__).parents[1] / "vectors" / "sealed_log"
GOOD: dict[str, Any] = json.loads((VECTORS / "good.json").read_text(encoding="utf-8"))
BROKEN: list[dict[str, Any]] = json.loads((VECTORS / "broken.json").read_text(encoding="utf-8"))
READER = Path(__file__).with_name("independent_reader.py")


def key_of(name: str) -> PrivateKey:
    return PrivateKey(bytes.fromhex(GOOD[name]["secret"]), name=name, role=Role(name), scopes=())


def tampered(tmp_path: Path, statements: list[str]) -> Path:
    path = tmp_path / "log.db"
    shutil.copy(VECTORS / "good.db", path)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for statement in statements:
            assert database.execute(statement).rowcount > 0, f"changed nothing: {statement[:80]}"
    return path


def independent(path: Path, secret: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", str(READER), str(path), secret]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)


@pytest.mark.parametrize("name", GOOD)
def test_the_golden_log_opens_as_it_always_did(name: str) -> None:
    found = [
        {"sequence": r.sequence, "at": r.at.isoformat(), "kind": r.kind, "scope": r.scope, "body": dict(r.body)}
        for r in read_log(VECTORS / "good.db", key_of(name))
    ]
    assert found == GOOD[name]["records"]


@pytest.mark.parametrize("name", GOOD)
def test_a_reader_written_from_the_format_page_opens_it_too(name: str, tmp_path: Path) -> None:
    read = independent(tampered(tmp_path, []), GOOD[name]["secret"])
    assert read.returncode == 0, read.stderr
    lines = [json.loads(line) for line in read.stdout.splitlines()]
    wanted = GOOD[name]["records"]
    assert [(one["sequence"], one["kind"], one["scope"], one["body"]) for one in lines] == [
        (one["sequence"], one["kind"], one["scope"], one["body"]) for one in wanted
    ]


def test_the_golden_log_is_whole() -> None:
    for key in (None, *map(key_of, GOOD)):
        report = verify(VECTORS / "good.db", key)
        assert (report.ok, report.records, report.problems) == (True, 8, ())


@pytest.mark.parametrize("case", BROKEN, ids=[case["name"] for case in BROKEN])
def test_a_broken_log_fails_in_the_way_it_names(case: dict[str, Any], tmp_path: Path) -> None:
    path = tampered(tmp_path, case["sql"])
    report = verify(path)
    assert [f"{one.kind} {one.sequence}" for one in report.problems] == case["problems"]
    assert report.ok == (not case["problems"])


@pytest.mark.parametrize("case", BROKEN, ids=[case["name"] for case in BROKEN])
def test_nobody_is_shown_a_broken_log_as_whole(case: dict[str, Any], tmp_path: Path) -> None:
    path = tampered(tmp_path, case["sql"])
    assert not verify(path, key_of("resident")).ok
    assert independent(path, GOOD["resident"]["secret"]).returncode == 1


def test_a_key_shows_what_a_rewritten_chain_hides(tmp_path: Path) -> None:
    (case,) = [case for case in BROKEN if case["with_key"]]
    report = verify(tampered(tmp_path, case["sql"]), key_of("resident"))
    assert [f"{one.kind} {one.sequence}" for one in report.problems] == case["with_key"]


def test_a_newer_version_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    shutil.copy(VECTORS / "good.db", path)
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version=3")
    for use in (lambda: verify(path), lambda: read_log(path, key_of("resident"))):
        with pytest.raises(LogError, match="newer version"):
            use()
    assert "version" in independent(path, GOOD["resident"]["secret"]).stderr


def test_the_golden_key_file_opens() -> None:
    passphrase = (VECTORS / "rose.passphrase").read_text(encoding="utf-8").rstrip("\n")
    key = read_key_file(VECTORS / "rose.key", passphrase)
    assert (key.recipient.name, key.recipient.role) == ("Rose", Role.CAREGIVER)
    assert key.secret_bytes().hex() == GOOD["caregiver"]["secret"]
    decomposed = passphrase.replace("\u00e9", "e\u0301")
    assert read_key_file(VECTORS / "rose.key", decomposed).key_id == key.key_id

"""What lies on the disk: nothing in clear, nothing for others, and all that was appended."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from datetime import timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from log_kit import MORNING, OpenLog, People, record

from companion.messages import Record, Scope
from privacy.log import open_log
from privacy.reader import read_log
from privacy.verify import verify

CANARY = "the yellow porridge sings on Tuesdays"


def test_p4_no_word_lies_in_clear_on_disk(opened: OpenLog, log_path: Path) -> None:
    log = opened()
    for scope in (Scope.DIARY, Scope.SUMMARY, Scope.SAFETY, Scope.MEMORY):
        log.append(Record(kind="porridgekind", scope=scope, body={"heard": CANARY}), MORNING)
    log.flush()
    seen = {path.name: path.read_bytes() for path in log_path.parent.iterdir()}
    log.close()
    seen["closed"] = log_path.read_bytes()
    assert {"log.db", "log.db-wal", "log.db-shm", "closed"} <= seen.keys()
    assert len(seen["log.db-wal"]) > 4 * 256
    for name, content in seen.items():
        for word in (CANARY, "porridge", CANARY.encode("utf-16-le").decode("latin-1")):
            assert word.encode("latin-1") not in content, name


def test_every_file_is_for_its_owner_only(opened: OpenLog, log_path: Path) -> None:
    log = opened()
    log.append(record(), MORNING)
    log.flush()
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in log_path.parent.iterdir()}
    log.close()
    assert set(modes.values()) == {0o600}, modes
    assert stat.S_IMODE(log_path.parent.stat().st_mode) == 0o700


def test_the_sealed_key_is_there_before_the_first_record_under_it(opened: OpenLog, log_path: Path) -> None:
    log = opened()
    log.append(record(), MORNING)
    log.flush()
    with closing(sqlite3.connect(f"file:{log_path}?mode=ro", uri=True)) as database:
        sealed = database.execute("SELECT count(*) FROM sealed_key JOIN record USING (epoch)").fetchone()
        mode = database.execute("PRAGMA journal_mode").fetchone()
    log.close()
    assert (sealed, mode) == ((2,), ("wal",))


def test_lengths_tell_little(opened: OpenLog, log_path: Path, people: People) -> None:
    log = opened()
    for answer in ("yes", "no, not at all, I slept badly and my knee was sore the whole night"):
        log.append(Record(kind="turn", scope=Scope.DIARY, body={"heard": answer}), MORNING)
    log.close()
    with closing(sqlite3.connect(log_path)) as database:
        assert database.execute("SELECT count(DISTINCT length(sealed)) FROM record").fetchone() == (1,)


bodies = st.dictionaries(
    st.text(max_size=8),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=8,
    ),
    max_size=5,
)


@given(
    written=st.lists(
        st.tuples(
            st.text(max_size=12),
            st.sampled_from(Scope),
            bodies,
            st.datetimes(
                min_value=MORNING.replace(tzinfo=None, year=1902),
                max_value=MORNING.replace(tzinfo=None, year=2500),
                timezones=st.sampled_from([timezone(timedelta(minutes=m)) for m in (-720, 0, 345, 840)]),
            ),
        ),
        max_size=8,
    )
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_appended_is_what_is_read(
    written: list[tuple[str, Scope, dict[str, object], object]],
    people: People,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.mktemp("log") / "log.db"
    log = open_log(path, people.recipients)
    for kind, scope, body, at in written:
        log.append(Record(kind=kind, scope=scope, body=body), at)
    log.close()
    read = read_log(path, people.resident)
    assert [(one.kind, one.scope, one.body) for one in read] == [(k, s.value, b) for k, s, b, _ in written]
    for one, (_, _, _, at) in zip(read, written, strict=True):
        assert one.at == at.replace(microsecond=at.microsecond // 1000 * 1000)
        assert one.at.utcoffset() == at.utcoffset()
    assert verify(path, people.resident).ok


def test_p3_nothing_prints_what_was_said(written: Path, people: People) -> None:
    (first, *_) = read_log(written, people.resident)
    assert "knee" not in repr(first)
    assert people.resident.secret_bytes().hex()[:8] not in repr(people.resident)

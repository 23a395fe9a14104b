"""Whoever changes the file is found, byte by byte and at random; a wrong key learns nothing."""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from log_kit import MORNING, OpenLog, People, record

from companion.errors import KeyRefused, LogError
from companion.messages import Record, Scope
from privacy import format as layout
from privacy.book import Book
from privacy.format import EpochRow, RecordRow, Tail, genesis
from privacy.keys import PrivateKey, Role
from privacy.reader import read_log, unseal
from privacy.seal import Sealer
from privacy.verify import verify

VECTORS = Path(__file__).parents[1] / "vectors" / "sealed_log"
LOG_ID = bytes(range(16))
N_FLIPS = 100


@pytest.fixture(scope="module")
def one_record(people: People) -> tuple[EpochRow, RecordRow, bytes]:
    """A sealed record outside any file, with its day key."""
    tail = Tail(LOG_ID, 0, 0, genesis(LOG_ID))
    said = Record(kind="turn", scope=Scope.DIARY, body={"heard": "my knee is sore"})
    epoch, row = Sealer(tail, people.recipients).seal(said, MORNING)
    assert isinstance(epoch, EpochRow)
    assert isinstance(row, RecordRow)
    info = layout.day_key_info(LOG_ID, epoch.epoch, epoch.scope, epoch.day, people.resident.key_id)
    return epoch, row, people.resident.open(dict(epoch.sealed_keys)[people.resident.key_id], info)


def flipped(value: bytes) -> Iterator[bytes]:
    for place in range(len(value)):
        yield bytes([*value[:place], value[place] ^ (1 << place % 8), *value[place + 1 :]])


def opens(epoch: EpochRow, row: RecordRow, secret: bytes, *, log_id: bytes = LOG_ID, before: bytes = b"") -> bool:
    book = Book(log_id, 1, row.chain, {row.epoch: epoch})
    return unseal(book, row, before or genesis(LOG_ID), secret) is not None


def rechained(epoch: EpochRow, row: RecordRow) -> RecordRow:
    """The chain made to fit again, as anybody can: only the seal is left to notice."""
    associated = layout.associated_data(LOG_ID, row, epoch.digest, genesis(LOG_ID))
    return replace(row, chain=layout.chain(associated, row.sealed))


@pytest.mark.parametrize("chain_mended", [False, True])
def test_every_flipped_byte_of_a_record_is_refused(
    one_record: tuple[EpochRow, RecordRow, bytes], chain_mended: bool
) -> None:
    epoch, row, secret = one_record
    assert opens(epoch, row, secret)
    for sealed in flipped(row.sealed):
        changed = replace(row, sealed=sealed)
        assert not opens(epoch, rechained(epoch, changed) if chain_mended else changed, secret)


def test_every_flipped_byte_of_chain_key_and_surroundings_is_refused(
    one_record: tuple[EpochRow, RecordRow, bytes],
) -> None:
    epoch, row, secret = one_record
    assert not any(opens(epoch, replace(row, chain=chain), secret) for chain in flipped(row.chain))
    assert not any(opens(epoch, row, key) for key in flipped(secret))
    assert not any(opens(epoch, row, secret, log_id=log_id) for log_id in flipped(LOG_ID))
    assert not any(opens(epoch, row, secret, before=before) for before in flipped(genesis(LOG_ID)))
    assert not any(opens(replace(epoch, digest=digest), row, secret) for digest in flipped(epoch.digest))


@pytest.mark.parametrize(
    "change",
    [{"sequence": 2}, {"at_ms": 1}, {"offset_min": 60}, {"scope": "summary"}, {"scope": "diar"}],
    ids=["sequence", "time", "zone", "scope", "name of scope"],
)
def test_what_stands_in_clear_is_bound_to_the_seal(
    one_record: tuple[EpochRow, RecordRow, bytes], change: dict[str, int | str]
) -> None:
    epoch, row, secret = one_record
    moved = replace(row, **change)  # type: ignore[arg-type]
    assert not opens(replace(epoch, scope=moved.scope), rechained(epoch, moved), secret)


def test_a_sealed_key_opens_only_where_it_belongs(
    one_record: tuple[EpochRow, RecordRow, bytes], people: People
) -> None:
    epoch, _, secret = one_record
    me = people.resident
    sealed = dict(epoch.sealed_keys)[me.key_id]
    right = (LOG_ID, epoch.epoch, epoch.scope, epoch.day, me.key_id)
    assert me.open(sealed, layout.day_key_info(*right)) == secret
    for place, other in enumerate((bytes(16), 2, "summary", "2026-03-03", people.caregiver.key_id)):
        wrong = (*right[:place], other, *right[place + 1 :])
        with pytest.raises(KeyRefused):
            me.open(sealed, layout.day_key_info(*wrong))  # type: ignore[arg-type]
    for damaged in (b"", sealed[:-1], sealed + b"\0", *list(flipped(sealed))[::97]):
        with pytest.raises(KeyRefused):
            me.open(damaged, layout.day_key_info(*right))


def test_a_wrong_key_and_a_damaged_one_get_the_same_sentence(written: Path, people: People) -> None:
    said = set()
    with pytest.raises(KeyRefused) as refused:
        read_log(written, people.stranger)
    said.add(str(refused.value))
    with closing(sqlite3.connect(written, isolation_level=None)) as database:
        database.execute("UPDATE sealed_key SET sealed = zeroblob(1168)")
    with pytest.raises(KeyRefused) as refused:
        read_log(written, people.resident)
    said.add(str(refused.value))
    with closing(sqlite3.connect(written, isolation_level=None)) as database:
        database.execute("UPDATE sealed_key SET key_id = ? WHERE key_id = ?", [b"s" * 16, people.caregiver.key_id])
        database.execute("UPDATE sealed_key SET key_id = ? WHERE key_id = ?", [people.stranger.key_id, b"s" * 16])
    with pytest.raises(KeyRefused) as refused:
        read_log(written, people.stranger)
    said.add(str(refused.value))
    assert said == {"This key does not open this log."}


def test_reading_refuses_or_leaves_out_an_altered_record(written: Path, people: People) -> None:
    with closing(sqlite3.connect(written, isolation_level=None)) as database:
        database.execute("UPDATE record SET sealed = zeroblob(272) WHERE sequence = 2")
    with pytest.raises(LogError, match=r"Record 2 .* was altered"):
        read_log(written, people.resident)
    damaged: list[int] = []
    rest = read_log(written, people.resident, damaged=damaged)
    assert ([one.sequence for one in rest], damaged) == ([1, 3, 4, 5, 6], [2])


def test_a_page_that_cannot_be_read_is_a_problem_not_a_crash(written: Path, people: People) -> None:
    with closing(sqlite3.connect(written)) as database:
        (root,) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'record'").fetchone()
        (size,) = database.execute("PRAGMA page_size").fetchone()
    content = bytearray(written.read_bytes())
    content[(root - 1) * size : root * size] = bytes(size)
    written.write_bytes(content)
    report = verify(written)
    assert [one.kind for one in report.problems] == ["unreadable"]
    with pytest.raises(LogError, match="damaged"):
        read_log(written, people.resident)


def test_a_reader_whose_key_was_taken_away_is_told(written: Path, people: People) -> None:
    with closing(sqlite3.connect(written, isolation_level=None)) as database:
        database.execute("DELETE FROM sealed_key WHERE epoch = 2 AND key_id = ?", [people.caregiver.key_id])
    with pytest.raises(LogError, match="was altered"):
        read_log(written, people.caregiver)
    damaged: list[int] = []
    assert [one.scope for one in read_log(written, people.caregiver, damaged=damaged)] == ["safety", "safety"]
    assert damaged == [2, 5]
    assert len(read_log(written, people.resident)) == 6, "the others still read all of theirs"


@given(place=st.integers(0, 1 << 30), bit=st.integers(0, 7))
@settings(max_examples=N_FLIPS, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_flipped_bit_anywhere_in_the_file_never_shows_a_wrong_record(
    place: int, bit: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("flip") / "log.db"
    shutil.copy(VECTORS / "good.db", path)
    key = golden_resident()
    good = read_log(path, key)
    content = bytearray(path.read_bytes())
    content[place % len(content)] ^= 1 << bit
    path.write_bytes(content)
    with contextlib.suppress(LogError, KeyRefused):
        assert read_log(path, key) == good, "refused or right, nothing between"
        verify(path, key)


def golden_resident() -> PrivateKey:
    secret = json.loads((VECTORS / "good.json").read_text(encoding="utf-8"))["resident"]["secret"]
    return PrivateKey(bytes.fromhex(secret), name="Edith", role=Role.RESIDENT, scopes=())


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_verify_catches_any_change_to_any_value(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("tamper") / "log.db"
    shutil.copy(VECTORS / "good.db", path)
    column = data.draw(st.sampled_from(["at_ms", "offset_min", "scope", "epoch", "sealed", "chain", "sequence"]))
    target = data.draw(st.integers(1, 8))
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        (old,) = database.execute(f"SELECT {column} FROM record WHERE sequence = ?", (target,)).fetchone()  # noqa: S608
        kinds = {bytes: st.binary(max_size=400), str: st.text(max_size=9), int: st.integers(-(2**40), 2**40)}
        new = data.draw(kinds[type(old)].filter(lambda value: value != old and (column != "sequence" or value > 8)))
        database.execute(f"UPDATE record SET {column} = ? WHERE sequence = ?", (new, target))  # noqa: S608
    assert not verify(path).ok


def test_a_copy_without_its_write_ahead_log_opens_and_leaves_no_trace(
    opened: OpenLog, log_path: Path, people: People, tmp_path: Path
) -> None:
    log = opened()
    log.append(record(1), MORNING)
    log.close()
    stick = tmp_path / "stick"
    stick.mkdir()
    shutil.copy(log_path, stick / "log.db")
    (stick / "log.db").chmod(0o400)
    stick.chmod(0o500)
    assert len(read_log(stick / "log.db", people.caregiver)) == 1
    assert verify(stick / "log.db").ok
    assert [path.name for path in stick.iterdir()] == ["log.db"]
    stick.chmod(0o700)


def test_reading_works_while_the_companion_writes(opened: OpenLog, log_path: Path, people: People) -> None:
    log = opened()
    for number in range(3):
        log.append(record(number), MORNING)
        log.flush()
        assert len(read_log(log_path, people.caregiver)) == number + 1
        assert verify(log_path).ok
    log.close()


def test_only_what_is_asked_for_is_opened(written: Path, people: People) -> None:
    assert read_log(written, people.resident, since=MORNING.replace(hour=9)) == []
    assert len(read_log(written, people.resident, since=MORNING)) == 6


def test_no_log_is_one_plain_sentence(tmp_path: Path, people: People) -> None:
    with pytest.raises(LogError, match="There is no log at"):
        read_log(tmp_path / "log.db", people.resident)
    with pytest.raises(LogError, match="There is no log at"):
        verify(tmp_path)


def test_a_record_of_mine_that_was_taken_away_is_missed_although_the_next_is_not_mine(
    written: Path, people: People
) -> None:
    """Records 2 and 3 are the caregiver's, 4 is the resident's diary."""
    with closing(sqlite3.connect(written, isolation_level=None)) as database:
        database.execute("DELETE FROM record WHERE sequence = 3")
    with pytest.raises(LogError, match=r"Record 4 .* was altered"):
        read_log(written, people.caregiver)


def test_a_record_of_mine_disguised_as_somebody_elses_is_missed(written: Path, people: People) -> None:
    with closing(sqlite3.connect(written, isolation_level=None)) as database:
        database.execute("UPDATE record SET scope = 'diary', epoch = 1 WHERE sequence = 3")
    damaged: list[int] = []
    assert [one.sequence for one in read_log(written, people.caregiver, damaged=damaged)] == [2, 5, 6]
    assert damaged == [3]


def test_one_damaged_sealed_key_does_not_take_the_other_records_away(written: Path, people: People) -> None:
    with closing(sqlite3.connect(written, isolation_level=None)) as database:
        database.execute("UPDATE sealed_key SET sealed = zeroblob(1168) WHERE epoch = 2")
    with pytest.raises(KeyRefused):
        read_log(written, people.caregiver)
    damaged: list[int] = []
    assert [one.scope for one in read_log(written, people.caregiver, damaged=damaged)] == ["safety", "safety"]
    assert damaged == [2, 5]


def test_more_sealed_keys_than_the_format_can_count_are_a_problem_not_a_crash(written: Path, people: People) -> None:
    with closing(sqlite3.connect(written, isolation_level=None)) as database:
        database.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 65536)"
            " INSERT INTO sealed_key SELECT 1, CAST(printf('%016d', i) AS BLOB), x'00' FROM n"
        )
    assert [(one.kind, one.sequence) for one in verify(written).problems] == [("key_altered", 1)]


def test_a_log_whose_end_is_no_chain_is_not_written_on(opened: OpenLog, written: Path) -> None:
    with closing(sqlite3.connect(written, isolation_level=None)) as database:
        database.execute("UPDATE record SET chain = 'x' WHERE sequence = 6")
        database.execute("UPDATE log SET head_chain = 'x'")
    with pytest.raises(LogError, match="damaged"):
        opened()


def test_a_record_dated_back_does_not_slip_out_of_the_days_asked_for(written: Path, people: People) -> None:
    with closing(sqlite3.connect(written, isolation_level=None)) as database:
        database.execute("UPDATE record SET at_ms = at_ms - 864000000 WHERE sequence = 3")
    damaged: list[int] = []
    assert [one.sequence for one in read_log(written, people.caregiver, since=MORNING, damaged=damaged)] == [2, 5, 6]
    assert damaged == [3]


def test_a_clock_that_was_behind_for_a_while_costs_only_those_records(
    opened: OpenLog, log_path: Path, people: People
) -> None:
    log = opened()
    for number, days in enumerate((0, -300, 0)):
        log.append(record(number), MORNING + timedelta(days=days))
    log.close()
    assert [one.body["number"] for one in read_log(log_path, people.caregiver, since=MORNING)] == [0, 2]

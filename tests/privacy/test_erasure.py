"""Erasing: what goes is gone, what stays is whole, and nobody can take anything out without it being seen."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from log_kit import MORNING, OpenLog, People, numbers, record

from companion.errors import KeyRefused, LogError
from companion.messages import Erasure, Record, Scope
from privacy.reader import read_log
from privacy.verify import verify

CANARY = "the violet suitcase under the stairs"
DAY = timedelta(days=1)
ALL = (Scope.DIARY, Scope.SUMMARY, Scope.SAFETY)


def said(words: str, scope: Scope = Scope.DIARY) -> Record:
    return Record(kind="turn", scope=scope, body={"heard": words})


def raw(path: Path) -> bytes:
    return b"".join(one.read_bytes() for one in path.parent.iterdir())


def sealed(path: Path) -> dict[int, bytes]:
    with closing(sqlite3.connect(path)) as database:
        return dict(database.execute("SELECT sequence, sealed FROM record"))


def test_one_item_goes_and_the_rest_stays(opened: OpenLog, log_path: Path, people: People) -> None:
    log = opened()
    places = [log.append(record(number), MORNING) for number in range(5)]
    log.flush()
    before = sealed(log_path)
    receipt = log.erase(Erasure(why="asked", sequences=(places[1], places[3])), MORNING)
    log.append(record(9), MORNING)
    log.close()
    assert receipt is not None
    assert receipt.records == 2
    assert receipt.days == ("2026-03-02",)
    assert [one.body["number"] for one in read_log(log_path, people.resident) if one.kind == "measure"] == [0, 2, 4, 9]
    report = verify(log_path, people.resident)
    assert report.ok
    assert report.erased == 2
    content = raw(log_path)
    assert before[places[0]] in content
    assert before[places[1]] not in content
    assert before[places[3]] not in content


def test_the_receipt_is_the_entry_in_the_log(opened: OpenLog, log_path: Path, people: People) -> None:
    log = opened()
    log.append(record(1), MORNING)
    receipt = log.erase(Erasure(why="asked"), MORNING)
    log.close()
    assert receipt is not None
    with closing(sqlite3.connect(log_path)) as database:
        chain, log_id = database.execute(
            "SELECT chain, log_id FROM record, log WHERE sequence = ?", (receipt.sequence,)
        ).fetchone()
    assert (chain.hex(), log_id.hex()) == (receipt.chain, receipt.log_id)
    entry = next(one for one in read_log(log_path, people.caregiver) if one.sequence == receipt.sequence)
    assert entry.kind == "erasure"
    assert entry.body["why"] == "asked"
    assert (entry.body["records"], entry.body["epochs"]) == ([], [[1, 1]]), "nothing is left under its day key"


def test_today_goes_with_its_keys_and_the_day_goes_on_under_a_new_one(
    opened: OpenLog, log_path: Path, people: People
) -> None:
    log = opened()
    log.append(said("yesterday's words"), MORNING - DAY)
    log.append(said(CANARY), MORNING)
    log.append(said(CANARY, Scope.SUMMARY), MORNING)
    log.append(said("help", Scope.SAFETY), MORNING)
    today = log._sealer._keys[Scope.DIARY].secret
    log.erase(Erasure(why="asked", since=MORNING.date(), until=MORNING.date()), MORNING)
    assert not any(today), "the day key in memory is overwritten"
    log.append(said("afterwards"), MORNING)
    log.close()
    assert verify(log_path, people.resident).ok
    heard = [one.body.get("heard") for one in read_log(log_path, people.resident) if one.kind == "turn"]
    assert heard == ["yesterday's words", "help", "afterwards"]
    with closing(sqlite3.connect(log_path)) as database:
        keys = database.execute(
            "SELECT epoch, length(sealed) FROM sealed_key JOIN epoch USING (epoch) WHERE scope != 'safety'"
            " AND epoch.day = '2026-03-02' ORDER BY epoch"
        ).fetchall()
    lengths = [length for _, length in keys]
    assert lengths.count(32) == 3, "diary to the resident, summary to both"
    assert lengths[-1] == 1168


def test_everything_goes_and_nobody_is_called_a_stranger(opened: OpenLog, log_path: Path, people: People) -> None:
    log = opened()
    for number in range(6):
        log.append(record(number, ALL[number % 3]), MORNING + number * DAY)
    receipt = log.erase(Erasure(why="asked", scopes=ALL), MORNING + 9 * DAY)
    log.close()
    assert receipt is not None
    assert receipt.records == 6
    assert {one.kind for one in read_log(log_path, people.resident)} == {"erasure"}
    assert verify(log_path, people.resident).ok
    with pytest.raises(KeyRefused):
        read_log(log_path, people.stranger)


def test_nothing_to_erase_leaves_no_entry(opened: OpenLog, log_path: Path) -> None:
    log = opened()
    log.append(record(1), MORNING)
    assert log.erase(Erasure(why="retention", until=date(2020, 1, 1)), MORNING) is None
    assert log.erase(Erasure(why="asked", sequences=(77,)), MORNING) is None
    log.close()
    assert verify(log_path).records == 1


def test_what_was_erased_before_does_not_count_again(opened: OpenLog, log_path: Path) -> None:
    log = opened()
    log.append(record(1), MORNING)
    assert log.erase(Erasure(why="asked"), MORNING) is not None
    assert log.erase(Erasure(why="asked"), MORNING) is None
    log.close()
    assert verify(log_path).ok


def test_a_record_taken_out_without_an_entry_is_named(opened: OpenLog, log_path: Path, people: People) -> None:
    log = opened()
    for number in range(3):
        log.append(record(number), MORNING)
    log.close()
    with closing(sqlite3.connect(log_path)) as database, database:
        database.create_function("sha", 1, lambda blob: __import__("hashlib").sha256(blob).digest())
        database.execute("UPDATE record SET sealed = sha(sealed) WHERE sequence = 2")
    report = verify(log_path)
    assert [(one.kind, one.sequence) for one in report.problems] == [("erased_unrecorded", 2)]
    with pytest.raises(LogError, match="Record 2"):
        read_log(log_path, people.resident)


def test_a_key_taken_out_without_an_entry_is_named(opened: OpenLog, log_path: Path) -> None:
    log = opened()
    log.append(record(0, Scope.DIARY), MORNING)
    log.append(record(1), MORNING)
    log.close()
    with closing(sqlite3.connect(log_path)) as database, database:
        database.create_function("sha", 1, lambda blob: __import__("hashlib").sha256(blob).digest())
        database.execute("UPDATE sealed_key SET sealed = sha(sealed) WHERE epoch = 2")
    assert [(one.kind, one.sequence) for one in verify(log_path).problems] == [("erased_unrecorded", 2)]


def test_withdrawn_from_one_reader_and_whole_for_the_other(opened: OpenLog, log_path: Path, people: People) -> None:
    log = opened()
    for number in range(3):
        log.append(record(number), MORNING + number * DAY)
    log.seal_to([people.resident.recipient])
    receipt = log.withdraw(people.caregiver.key_id, MORNING + 3 * DAY)
    log.append(record(7), MORNING + 3 * DAY)
    log.close()
    assert receipt is not None
    assert receipt.days == ("2026-03-02", "2026-03-03", "2026-03-04")
    measured = [one for one in read_log(log_path, people.resident) if one.kind == "measure"]
    assert [one.body["number"] for one in measured] == [0, 1, 2, 7]
    assert verify(log_path, people.resident).ok
    with pytest.raises(KeyRefused):
        read_log(log_path, people.caregiver)


def test_a_reader_registered_while_it_runs_reads_from_then_on(opened: OpenLog, log_path: Path, people: People) -> None:
    log = opened([people.resident.recipient])
    log.append(record(1), MORNING)
    log.seal_to(people.recipients)
    log.append(record(2), MORNING)
    log.close()
    assert [one.body["number"] for one in read_log(log_path, people.caregiver)] == [2]
    assert numbers(log_path, people) == [1, 2]


def test_what_is_not_shared_with_one_person_goes_to_the_others_and_alerts_to_all(
    opened: OpenLog, log_path: Path, people: People
) -> None:
    log = opened()
    log.append(record(1), MORNING)
    log.share_with(frozenset({"Anna"}))
    log.append(record(2), MORNING)
    log.append(record(3, Scope.SAFETY), MORNING)
    log.share_with(frozenset({"Rose"}))
    log.append(record(4), MORNING)
    log.close()
    assert [one.body["number"] for one in read_log(log_path, people.caregiver)] == [1, 3, 4]
    assert numbers(log_path, people) == [1, 2, 3, 4]


@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["diary", "summary", "safety", "one", "day", "all", "restart"]), st.integers(0, 3)),
        min_size=1,
        max_size=25,
    )
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_run_of_writing_and_erasing_keeps_exactly_the_rest(
    opened: OpenLog, log_path: Path, people: People, steps: list[tuple[str, int]]
) -> None:
    for file in log_path.parent.glob("log.db*"):
        file.unlink()
    log = opened()
    kept: dict[int, tuple[str, date]] = {}
    for number, (step, back) in enumerate(steps):
        at = MORNING + timedelta(minutes=number)
        day = (at - back * DAY).date()
        if step in ("diary", "summary", "safety"):
            kept[log.append(record(number, Scope(step)), at - back * DAY)] = (step, day)
        elif step == "one" and kept:
            gone = sorted(kept)[back % len(kept)]
            log.erase(Erasure(why="asked", scopes=ALL, sequences=(gone,)), at)
            del kept[gone]
        elif step == "day":
            log.erase(Erasure(why="asked", since=day, until=day), at)
            kept = {place: one for place, one in kept.items() if one[0] == "safety" or one[1] != day}
        elif step == "all":
            log.erase(Erasure(why="asked"), at)
            kept = {place: one for place, one in kept.items() if one[0] == "safety"}
        elif step == "restart":
            log.close()
            log = opened()
    log.close()
    report = verify(log_path, people.resident if report_needs_key(log_path) else None)
    assert [one for one in report.problems if one.kind != "clock_jump"] == []
    if report_needs_key(log_path):
        found = {one.sequence for one in read_log(log_path, people.resident) if one.kind == "measure"}
        assert found == set(kept)


def report_needs_key(path: Path) -> bool:
    """An empty log names no reader yet."""
    with closing(sqlite3.connect(path)) as database:
        return bool(database.execute("SELECT count(*) FROM sealed_key").fetchone()[0])

"""The queue between the conversation and the disk, over a store that fails as its script says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from threading import Event, Timer

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from log_kit import MORNING, People, record

from companion.errors import LogError, LogFull
from companion.messages import Scope
from privacy.format import LOG_ID_BYTES, RecordRow, Row, Tail, genesis
from privacy.log import LogLimits, SealedLogWriter


class ScriptedStore:
    """Answers each write as its script says: "." takes the rows, "F" is full, "c" takes them and says it did not."""

    def __init__(self, script: str) -> None:
        self.script = list(script)
        self.rows: list[Row] = []
        self.closed = 0

    def write(self, rows: Sequence[Row]) -> None:
        step = self.script.pop(0) if self.script else "."
        if step in ".c":
            self.rows += [row for row in rows if row not in self.rows]
        if step != ".":
            raise LogFull("The disk is full.")

    def close(self) -> None:
        self.closed += 1


def scripted(people: People, script: str, **limits: object) -> tuple[SealedLogWriter, ScriptedStore]:
    store = ScriptedStore(script)
    log_id = bytes(LOG_ID_BYTES)
    tail = Tail(log_id, 0, 0, genesis(log_id))
    return SealedLogWriter(store, tail, people.recipients, LogLimits(retry_s=0.01, **limits)), store  # type: ignore[arg-type]


def sequences(store: ScriptedStore) -> list[int]:
    return [row.sequence for row in store.rows if isinstance(row, RecordRow)]


def test_p5_it_tries_again_by_itself_until_it_is_written(people: People) -> None:
    log, store = scripted(people, "FcF.")
    log.append(record(1), MORNING)
    queue = log._queue
    with queue.changed:
        assert queue.changed.wait_for(lambda: not queue._waiting, timeout=5)
    log.flush()
    assert sequences(store) == [1]
    log.close()
    assert store.closed == 1


def test_a_queue_that_is_full_says_that_the_record_is_not_kept(people: People) -> None:
    log, store = scripted(people, "F" * 10_000, waiting_rows=5)
    refused = 0
    for number in range(12):
        try:
            log.append(record(number), MORNING)
        except LogFull as fault:
            refused += "not kept" in str(fault)
    assert refused == 12 - 4, "one day key and four records fill a queue of five rows"
    store.script.clear()
    log.flush()
    log.append(record(99), MORNING)
    log.close()
    assert sequences(store) == [1, 2, 3, 4, 5]


def test_closing_on_a_full_disk_says_what_is_lost_and_still_wipes(people: People) -> None:
    log, store = scripted(people, "F" * 10_000)
    log.append(record(1), MORNING)
    key = log._sealer._keys[Scope.SUMMARY].secret
    with pytest.raises(LogFull):
        log.close()
    log.close()
    assert store.closed == 1
    assert not any(key)


class HangingStore(ScriptedStore):
    """A disk that does not answer until it is told to."""

    def __init__(self) -> None:
        super().__init__("")
        self.answers = Event()

    def write(self, rows: Sequence[Row]) -> None:
        assert self.answers.wait(10)
        super().write(rows)


def test_p6_a_disk_that_hangs_holds_the_conversation_up_shortly_and_closing_waits_longer(people: People) -> None:
    store = HangingStore()
    tail = Tail(bytes(LOG_ID_BYTES), 0, 0, genesis(bytes(LOG_ID_BYTES)))
    log = SealedLogWriter(store, tail, people.recipients, LogLimits(flush_s=0.01))
    log.append(record(1), MORNING)
    with pytest.raises(LogError, match="does not answer"):
        log.flush()
    Timer(0.1, store.answers.set).start()
    log.close()
    assert sequences(store) == [1]


def test_p6_by_default_no_flush_takes_longer_than_a_call_for_help_may_wait() -> None:
    """The nurse call waits for the flush (P5), so the flush must not wait for long."""
    limits = LogLimits()
    assert 2 * limits.busy_s <= 0.2, "an attempt under way, and one of its own"
    assert limits.flush_s <= 2


@given(
    days=st.lists(st.integers(0, 3), min_size=1, max_size=30),
    script=st.text(alphabet=".Fc", max_size=12),
    flushes=st.sets(st.integers(0, 30)),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_p5_any_run_of_failures_keeps_every_record_once_and_in_order(
    people: People, days: list[int], script: str, flushes: set[int]
) -> None:
    log, store = scripted(people, script)
    for number, day in enumerate(days):
        try:
            log.append(record(number), MORNING + timedelta(days=day))
            if number in flushes:
                log.flush()
        except LogFull:
            continue
    store.script.clear()
    log.close()
    assert sequences(store) == list(range(1, len(days) + 1))

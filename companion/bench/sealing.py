"""What the sealed log costs: sealing, opening and flushing a turn; and, in minutes, what a year of it costs.

`python -m companion.bench.sealing` measures the year and prints one JSON object; `companion bench` measures the turn.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from companion.bench.figures import Figures, environment, percentiles, timed_ms
from companion.messages import Erasure, JsonValue, Record, Scope

if TYPE_CHECKING:
    from privacy.checkpoint import Device
    from privacy.keeper import LogKeeper
    from privacy.keys import PrivateKey
    from privacy.place import LogPlace

FIRST_DAY = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
TURNS = 300
TURNS_A_DAY = 400
"""What a day of much conversation is taken to be."""
SUMMARIES_A_DAY = 60
YEAR_DAYS = 365
LONG_RECORDS = 100_000
RUNS = 5
SENTENCES = (
    ("Thank you. And how is the pain in your knee now, compared with yesterday evening?", "a little better i think"),
    ("I have noted that. Did you take your morning tablets after breakfast?", "yes with my tea"),
    ("Good. Would you like to tell me what you did this morning?", "i sat by the window and my daughter called me"),
    ("All right. I am here if you need anything.", "no"),
)


def turn_records(number: int) -> tuple[Record, Record, Record]:
    """What one turn leaves: its words, a measure, a mood; fields and lengths as the dialogue writes them."""
    said, heard = SENTENCES[number % len(SENTENCES)]
    words: dict[str, JsonValue] = {
        "said": said,
        "heard": heard,
        "state": "pain.now",
        "outcome": "answered",
        "confidence": 0.873,
    }
    measure: dict[str, JsonValue] = {
        "measure": "pain",
        "value": number % 11,
        "unit": "score",
        "label": "moderate",
        "question": "Pain now",
        "script": "pain_check",
        "certainty": 0.9,
        "mode": "voice",
        "code": "72514-3",
        "version": "1.2.0",
    }
    mood: dict[str, JsonValue] = {"label": "content", "certainty": 0.62, "valence": 0.4, "from": "words"}
    return (
        Record(kind="turn", scope=Scope.DIARY, body=words),
        Record(kind="measure", scope=Scope.SUMMARY, body=measure),
        Record(kind="mood", scope=Scope.SUMMARY, body=mood),
    )


def sealed_turns() -> dict[str, Figures]:
    """A turn of three records at the door the conversation uses: what it waits for, what the disk takes, seal, open."""
    with _house() as house:
        queued: list[float] = []
        durable: list[float] = []
        with closing(house.keeper()) as keeper:
            for number in range(TURNS):
                at = FIRST_DAY + timedelta(seconds=30 * number)
                queued += [timed_ms(lambda one=one, at=at: keeper.append(one, at)) for one in turn_records(number)]  # type: ignore[misc]
                durable.append(timed_ms(keeper.flush))
        opened = [timed_ms(lambda: _read(house.place.path, house.key)) for _ in range(RUNS)]
    return {
        "sealed log, turn waits": percentiles(queued[30:], unit="one record"),
        "sealed log, on disk": percentiles(durable[10:], unit="flush of a turn of 3 records"),
        "sealed log, seal": _sealing(),
        "sealed log, open": {"p50_ms": round(median(opened) / (3 * TURNS), 4), "runs": RUNS, "unit": "one record"},
    }


def _sealing() -> Figures:
    """Sealing one record, without queue and disk; the first of a day also makes its day key, for two readers."""
    from privacy.format import LOG_ID_BYTES, Tail, genesis
    from privacy.keys import new_key
    from privacy.seal import Sealer

    log_id = bytes(LOG_ID_BYTES)
    readers = [new_key(role="resident", name="Bench").recipient, new_key(role="caregiver", name="Bench").recipient]
    sealer = Sealer(Tail(log_id, 0, 0, genesis(log_id)), readers)
    first: list[float] = []
    others: list[float] = []
    for day in range(50):
        for number in range(20):
            record = turn_records(number)[1]
            at = FIRST_DAY + timedelta(days=day, seconds=number)
            cost = timed_ms(lambda record=record, at=at: sealer.seal(record, at))  # type: ignore[misc]
            (others if number else first).append(cost)
    return percentiles(others, unit="one record", first_of_a_day_ms=round(median(first), 3), readers=len(readers))


def year_stages() -> dict[str, Callable[[], dict[str, Figures]]]:
    """What takes minutes to set up; not part of an ordinary bench."""
    return {"size of a day": size_of_days, "a year of summaries": year_of_summaries, "verify": long_verify}


def size_of_days(days: int = 5) -> dict[str, Figures]:
    """What a day of conversation takes on disk, the file's own beginnings not counted."""
    with _house() as house:
        sizes = []
        for day in range(days + 1):
            with closing(house.keeper()) as keeper:
                for number in range(TURNS_A_DAY):
                    at = FIRST_DAY + timedelta(days=day, seconds=60 * number)
                    for record in turn_records(number):
                        keeper.append(record, at)
                    keeper.flush()
            sizes.append(house.place.path.stat().st_size)
        a_day = (sizes[-1] - sizes[0]) / days
    records = 3 * TURNS_A_DAY
    return {
        "sealed log, a day": {
            "kB": round(a_day / 1000),
            "turns": TURNS_A_DAY,
            "records": records,
            "bytes_a_record": round(a_day / records),
        }
    }


def year_of_summaries() -> dict[str, Figures]:
    """Opening 30 and 365 days of summaries, and erasing one day of them, with the caregiver's key."""
    with _house() as house:
        path, last = house.place.path, FIRST_DAY + timedelta(days=YEAR_DAYS - 1)
        _fill(house, days=YEAR_DAYS, records=YEAR_DAYS * SUMMARIES_A_DAY)
        month = last - timedelta(days=30)
        recent = [timed_ms(lambda: _read(path, house.key, month)) for _ in range(RUNS)]
        whole = [timed_ms(lambda: _read(path, house.key)) for _ in range(RUNS)]
        erasing = [_erasing(house, day=40 + 60 * run, at=last) for run in range(RUNS)]
        size = path.stat().st_size
    return {
        "sealed log, open 30 days": _medians(recent, records=30 * SUMMARIES_A_DAY),
        "sealed log, open 365 days": _medians(whole, records=YEAR_DAYS * SUMMARIES_A_DAY, MB=round(size / 1e6, 1)),
        "sealed log, erase a day of 365": _medians(erasing, records=SUMMARIES_A_DAY),
    }


def long_verify() -> dict[str, Figures]:
    """Checking a log of 100,000 records, without a key and with one."""
    from privacy.verify import verify

    with _house() as house:
        _fill(house, days=100, records=LONG_RECORDS)
        path = house.place.path
        report = verify(path)
        if not report.ok or report.records != LONG_RECORDS:
            raise RuntimeError("the bench's own log is not whole")
        without = [timed_ms(lambda: verify(path)) for _ in range(3)]
        opening = [timed_ms(lambda: verify(path, house.key)) for _ in range(3)]
        size = path.stat().st_size
    return {
        "sealed log, verify": _medians(without, records=LONG_RECORDS, MB=round(size / 1e6, 1)),
        "sealed log, verify with a key": _medians(opening, records=LONG_RECORDS),
    }


class _House:
    """A device with its log, and a caregiver's and a resident's key registered."""

    def __init__(self, folder: Path) -> None:
        from privacy.keys import new_key, register
        from privacy.place import LogPlace

        self.place: LogPlace = LogPlace(
            path=folder / "log.db", recipients=folder / "recipients", desk=folder / "desk", retention={}
        )
        self.key: PrivateKey = new_key(role="caregiver", name="Bench")
        for one in (self.key, new_key(role="resident", name="Bench")):
            register(self.place.recipients, one.recipient)
        self.device: Device = _device(folder)

    def keeper(self) -> LogKeeper:
        """The log as the conversation holds it."""
        from privacy.keeper import LogKeeper

        return LogKeeper(self.place, device=self.device)


@contextmanager
def _house() -> Iterator[_House]:
    with tempfile.TemporaryDirectory() as folder:
        yield _House(Path(folder))


def _device(folder: Path) -> Device:
    from privacy.checkpoint import Device
    from privacy.keys.device import load_device_key

    return Device(signer=load_device_key(folder, {}))


def _fill(house: _House, *, days: int, records: int) -> None:
    """So many summary records over so many days, each day with its own key, as the device writes them."""
    each = records // days
    with closing(house.keeper()) as keeper:
        for day in range(days):
            at = FIRST_DAY + timedelta(days=day)
            keeper.tend(at)
            for number in range(each):
                keeper.append(turn_records(number)[1], at + timedelta(minutes=number % 720))
                if number % 60 == 59:
                    keeper.flush()
            keeper.flush()


def _erasing(house: _House, *, day: int, at: datetime) -> float:
    """Erase one day from a copy of the log, ms until it is on disk."""
    from privacy.keeper import LogKeeper
    from privacy.place import LogPlace

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.db"
        shutil.copy(house.place.path, path)
        place = LogPlace(path=path, recipients=house.place.recipients, desk=Path(folder) / "desk")
        when = (FIRST_DAY + timedelta(days=day)).date()
        with closing(LogKeeper(place, device=house.device)) as keeper:
            cost = timed_ms(lambda: keeper.erase(Erasure(why="operator", since=when, until=when), at))
    return cost


def _read(path: Path, key: PrivateKey, since: datetime | None = None) -> int:
    from privacy.reader import read_log

    return len(read_log(path, key, since=since))


def _medians(costs_ms: list[float], **extras: object) -> Figures:
    return {
        "median_ms": round(median(costs_ms), 1),
        "worst_ms": round(max(costs_ms), 1),
        "runs": len(costs_ms),
    } | extras


def _main() -> None:
    stages: dict[str, Figures] = {}
    for measure in (sealed_turns, *year_stages().values()):
        stages |= measure()
    print(json.dumps({"stages": stages, "environment": environment()}))


if __name__ == "__main__":
    _main()

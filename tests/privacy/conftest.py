"""Keys, and a log to write to."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))  # log_kit.py, shared by the tests of this folder

from keeper_kit import House
from log_kit import MORNING, OpenLog, People

from companion.messages import Record, Scope
from privacy.keys import Recipient, new_key
from privacy.log import LogLimits, SealedLogWriter, open_log


@pytest.fixture(scope="session")
def people() -> People:
    return People(
        new_key(role="resident", name="Edith"),
        new_key(role="caregiver", name="Rose"),
        new_key(role="caregiver", name="Nobody we know"),
    )


@pytest.fixture
def log_path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "log.db"


@pytest.fixture
def limits() -> LogLimits:
    return LogLimits(busy_s=0.02, retry_s=0.02)


@pytest.fixture
def opened(log_path: Path, people: People, limits: LogLimits) -> OpenLog:
    def open_it(recipients: Sequence[Recipient] | None = None) -> SealedLogWriter:
        return open_log(log_path, people.recipients if recipients is None else recipients, limits=limits)

    return open_it


@pytest.fixture
def written(opened: OpenLog, log_path: Path) -> Path:
    """A closed log of six records in three scopes."""
    log = opened()
    for number in range(6):
        scope = (Scope.DIARY, Scope.SUMMARY, Scope.SAFETY)[number % 3]
        log.append(Record(kind="turn", scope=scope, body={"number": number, "heard": "my knee is sore"}), MORNING)
    log.close()
    return log_path


@pytest.fixture
def house(tmp_path: Path, people: People) -> Iterator[House]:
    made = House(tmp_path / "state", people)
    yield made
    for keeper in made.running:
        keeper.close()

"""What somebody with a login can lay beside the log or put into it: nothing is waited for, believed or hidden."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing

import pytest
from keeper_kit import House
from log_kit import MORNING, record

from companion.errors import LogError
from companion.messages import Erasure
from privacy.reader import read_log
from privacy.verify import Problem, verify
from privacy.witness import Witness

TRIGGER = "CREATE TRIGGER t BEFORE INSERT ON record BEGIN SELECT RAISE(IGNORE); END"
COPY = "CREATE TABLE copy AS SELECT * FROM record"
VIEW = "CREATE VIEW v AS SELECT * FROM record"


@pytest.mark.parametrize("planted", [TRIGGER, COPY, VIEW])
def test_p5_a_log_with_something_foreign_in_it_is_not_written_and_not_called_whole(house: House, planted: str) -> None:
    house.register(house.people.caregiver)
    keeper = house.start()
    keeper.append(record(1), MORNING)
    keeper.close()
    with closing(sqlite3.connect(house.place.path)) as database:
        database.execute(planted)
    report = verify(house.place.path)
    assert (report.ok, report.problems) == (False, (Problem("unreadable", 0),))
    keeper = house.start()
    keeper.append(record(2), MORNING)
    keeper.close()
    assert house.read(house.people.caregiver) == [2], "a new log was begun, and the other set aside"


@pytest.mark.parametrize("change", [{"why": "\ud800"}, {"why": "because"}, {"scopes": ["\ud800"]}, {"log_id": "zz"}])
def test_a_request_that_cannot_be_written_down_keeps_no_other_waiting(house: House, change: dict[str, object]) -> None:
    house.register(house.people.caregiver)
    keeper = house.start()
    keeper.append(record(1), MORNING)
    house.place.desk.mkdir(parents=True)
    fields = {"version": 1, "do": "erase", "why": "operator", "scopes": ["summary"], "since": None, "until": None}
    for name, more in (("1.ask", change), ("2.ask", {})):
        (house.place.desk / name).write_text(json.dumps({**fields, "sequences": None, **more}))
    keeper.tend(MORNING)
    answers = {one.name: json.loads(one.read_text()) for one in house.place.desk.iterdir()}
    assert (answers["1.done"]["ok"], answers["2.done"]["ok"]) == (False, True)
    assert house.read(house.people.caregiver) == []


def test_an_audit_with_half_a_character_is_refused(house: House) -> None:
    house.register(house.people.caregiver)
    keeper = house.start()
    house.place.desk.mkdir(parents=True)
    asked = {"version": 1, "do": "audit", "who": "\ud800", "role": "caregiver", "key_id": "00", "what": "show"}
    (house.place.desk / "1.ask").write_text(json.dumps({**asked, "scopes": ["summary"], "days": None}))
    keeper.tend(MORNING)
    keeper.flush()
    assert json.loads((house.place.desk / "1.done").read_text())["ok"] is False


def test_a_pipe_among_the_recipients_is_not_waited_for(house: House) -> None:
    house.register(house.people.caregiver)
    os.mkfifo(house.place.recipients / "0.json")
    keeper = house.start()
    keeper.append(record(1), MORNING)
    keeper.close()
    assert house.read(house.people.caregiver) == [1]


def test_an_erasure_nobody_signed_is_not_believed_by_one_who_has_seen_the_device(house: House) -> None:
    house.register(house.people.caregiver)
    keeper = house.start()
    for number in range(3):
        keeper.append(record(number), MORNING)
    keeper.close()
    report = verify(house.place.path)
    assert report.latest is not None
    seen = Witness(report.log_id, report.latest)
    with closing(sqlite3.connect(house.place.path)) as database, database:
        database.execute("DELETE FROM checkpoint")
    house.device = type(house.device)(uptime_s=house.uptime)  # without the device's key
    keeper = house.start()
    keeper.erase(Erasure(why="operator", sequences=(2,)), MORNING)
    keeper.close()
    assert house.read(house.people.caregiver) == [0, 2], "to a first look it is an erasure like others"
    with pytest.raises(LogError, match="was altered"):
        read_log(house.place.path, house.people.caregiver, witnesses=[seen])

"""The agenda: once, at a decent hour, again where it must be answered; whatever the clock does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.dialogue.agenda import Agenda, Due
from companion.dialogue.script import Script
from companion.messages import Record
from companion.settings import InitiativeSettings

MONDAY = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


def script(name: str = "morning", **schedule: object) -> Script:
    front = {"version": 1, "title": name, "language": "en-GB", "author": "x", "rights": "x", "source": "x"}
    return Script.model_validate(
        {
            **front,
            "id": name,
            "reading_level": 2,
            "schedule": {"times": ["08:30"], **schedule},
            "start": "a",
            "states": {"a": {"say": "Hello.", "end": True}},
        }
    )


@dataclass
class Desk:
    """An agenda, restarted at will, and everything it did."""

    scripts: Mapping[str, Script]
    plan: InitiativeSettings
    ledger: Mapping[str, str] = field(default_factory=dict)
    last_asked: Mapping[str, datetime] = field(default_factory=dict)
    begun: list[tuple[str, datetime]] = field(default_factory=list)
    noted: list[Record] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        self.agenda = Agenda(self.scripts, self.plan, ledger=self.ledger, last_asked=self.last_asked)

    def look(self, now: datetime, *, present: bool = True) -> Due | None:
        self.noted += self.agenda.missed(now).records
        due = self.agenda.due(now, present=present)
        if due is not None:
            self.agenda.begun(due, now)
            self.begun.append((due.occasion, now))
        self.ledger, self.last_asked = self.agenda.ledger, self.agenda.last_asked
        return due

    def end(self, name: str, now: datetime, *, answered: bool = True, snooze_min: int | None = None) -> None:
        self.noted += self.agenda.ended(name, now, answered=answered, snooze_min=snooze_min).records
        self.ledger = self.agenda.ledger

    @property
    def told(self) -> list[str]:
        return [f"{one.body.get('script')} {one.body.get('what', one.kind)}" for one in self.noted]


def desk(*scripts: Script, **plan: object) -> Desk:
    named = {one.id: one for one in scripts}
    return Desk(named, InitiativeSettings.model_validate({"scripts": tuple(named), **plan}))


def at(text: str, day: int = 2) -> datetime:
    hour, minute = text.split(":")
    return datetime(2026, 3, day, int(hour), int(minute), tzinfo=UTC)


def test_it_begins_at_its_time_and_once() -> None:
    here = desk(script())
    assert here.look(at("08:29")) is None
    assert here.look(at("08:30")) == Due("morning", "morning@2026-03-02T08:30", 0, False, timedelta())
    assert here.look(at("08:31")) is None
    here.end("morning", at("08:33"))
    assert here.look(at("08:40")) is None


def test_a_restart_in_between_does_not_make_it_begin_again() -> None:
    here = desk(script())
    here.look(at("08:30"))
    here.restart()
    assert here.look(at("08:31")) is None


def test_late_within_the_window_it_begins_and_after_it_is_noted_as_missed_once() -> None:
    late = desk(script(window_min=60))
    late.look(MONDAY)
    assert late.look(at("09:29")) is not None
    missed = desk(script(window_min=60))
    missed.look(MONDAY)
    assert missed.look(at("09:31")) is None
    missed.look(at("09:32"))
    assert missed.told == ["morning missed"]


def test_nothing_was_missed_before_the_device_was_there() -> None:
    here = desk(script())
    assert here.look(at("20:00")) is None
    assert here.told == []


def test_what_was_missed_may_be_asked_later_the_same_day_or_forgotten() -> None:
    later = desk(script(if_missed="later"))
    later.look(MONDAY)
    assert later.look(at("17:00")) is not None
    skipped = desk(script(if_missed="skip"))
    skipped.look(MONDAY)
    assert skipped.look(at("17:00")) is None
    assert skipped.told == []


def test_quiet_hours_hold_back_what_is_not_meant_for_them() -> None:
    plain = desk(script(times=["06:50"], window_min=30), quiet_from="21:30", quiet_to="07:00")
    assert plain.look(at("06:55")) is None
    assert plain.look(at("07:00")) is not None
    night = desk(script(times=["23:00"], in_quiet_hours=True))
    assert night.look(at("23:00")) is not None


def test_it_waits_for_somebody_to_be_there() -> None:
    here = desk(script())
    assert here.look(at("08:30"), present=False) is None
    assert here.look(at("08:50")) is not None


def test_what_must_be_answered_is_asked_again_and_then_noted_as_not_answered() -> None:
    here = desk(
        script(
            must_answer=True, again=2, again_after_min=10, no_answer={"who": "caregiver", "within": "day", "about": "x"}
        )
    )
    assert here.look(at("08:30")).attempt == 0  # type: ignore[union-attr]
    here.end("morning", at("08:32"), answered=False)
    assert here.look(at("08:41")) is None
    assert here.look(at("08:42")).attempt == 1  # type: ignore[union-attr]
    here.end("morning", at("08:43"), answered=False)
    assert here.look(at("08:53")).attempt == 2  # type: ignore[union-attr]
    here.end("morning", at("08:55"), answered=False)
    assert here.told == ["morning no answer", "morning notice"]
    assert here.look(at("09:20")) is None


def test_what_must_be_answered_and_was_cut_off_by_a_restart_is_asked_again() -> None:
    here = desk(script(must_answer=True))
    here.look(at("08:30"))
    here.restart()
    assert here.look(at("08:31")).insists  # type: ignore[union-attr]


def test_snoozed_it_comes_back_after_so_many_minutes() -> None:
    here = desk(script())
    here.look(at("08:30"))
    here.end("morning", at("08:31"), snooze_min=15)
    here.restart()
    assert here.look(at("08:45")) is None
    assert here.look(at("08:46")).occasion == "morning@2026-03-02T08:30"  # type: ignore[union-attr]


def test_put_off_again_and_again_it_counts_as_not_answered() -> None:
    here = desk(script(must_answer=True, window_min=60, no_answer={"who": "caregiver", "within": "day", "about": "x"}))
    now = at("08:30")
    for _ in range(5):
        assert here.look(now) is not None
        here.end("morning", now, snooze_min=15)
        now += timedelta(minutes=15)
    assert here.look(now) is None
    assert here.told == ["morning put off again and again", "morning notice"]


def test_a_talk_with_a_reason_waits_for_the_morning() -> None:
    here = desk(script("aftercare", times=["08:30"]), quiet_from="21:30", quiet_to="07:00")
    unscheduled = here.scripts["aftercare"].model_copy(update={"schedule": None})
    here = desk(unscheduled, quiet_from="21:30", quiet_to="07:00")
    here.agenda.later("aftercare", at("22:30"))
    assert here.look(at("22:31")) is None
    assert here.look(at("07:00", 3)) is not None


def test_every_second_week_counts_from_the_day_it_was_asked() -> None:
    here = desk(script(every_days=14))
    here.look(at("08:30", 2))
    here.end("morning", at("08:35", 2))
    assert [day for day in range(3, 20) if here.look(at("08:30", day))] == [16]


def test_a_clock_that_was_wrong_and_lay_ahead_silences_nothing_for_good() -> None:
    here = desk(script(every_days=14))
    here.look(at("08:30", 30))
    here.end("morning", at("08:35", 30))
    assert here.look(at("08:30", 3)) is not None


def test_only_on_its_weekdays() -> None:
    here = desk(script(weekdays=["wednesday"]))
    assert [day for day in range(2, 9) if here.look(at("08:30", day))] == [4]


def test_the_daily_cap_holds_back_what_need_not_be_answered() -> None:
    talks = [script(f"talk{hour}", times=[f"{hour:02}:00"]) for hour in range(8, 18)]
    here = desk(*talks, script("tablets", times=["17:30"], must_answer=True), daily_cap=3)
    begun = [due.script for hour in range(8, 18) for minute in (0, 30) if (due := here.look(at(f"{hour}:{minute}")))]
    assert begun == ["talk8", "talk9", "talk10", "tablets"]


def test_settings_may_give_other_times() -> None:
    here = desk(script(), times={"morning": ("10:00",)})
    assert here.look(at("08:30")) is None
    assert here.look(at("10:00")) is not None


def test_a_window_reaches_over_midnight() -> None:
    here = desk(script(times=["23:50"], in_quiet_hours=True))
    here.look(at("20:00"))
    assert here.look(at("00:05", 3)).occasion == "morning@2026-03-02T23:50"  # type: ignore[union-attr]


@pytest.mark.parametrize(("before", "after"), [("01:15", "03:05"), ("00:59", "02:01")])
def test_a_time_that_summer_time_leaves_out_or_doubles_happens_once(before: str, after: str) -> None:
    london = ZoneInfo("Europe/London")
    for month, day in ((3, 29), (10, 25)):
        here = desk(script(times=["01:30"], in_quiet_hours=True, window_min=120))
        start = datetime(2026, month, day, 0, 0, tzinfo=UTC)
        begun = [
            now
            for now in (start + timedelta(minutes=count) for count in range(300))
            if here.look(now.astimezone(london))
        ]
        assert len(begun) == 1


MOVES = st.lists(
    st.one_of(
        st.integers(min_value=1, max_value=60 * 26).map(lambda minutes: ("pass", minutes)),
        st.integers(min_value=-60 * 30, max_value=60 * 30).map(lambda minutes: ("jump", minutes)),
        st.sampled_from([("restart", 0), ("answer", 0), ("silence", 0), ("snooze", 0), ("away", 0), ("back", 0)]),
    ),
    max_size=60,
)


@given(MOVES)
def test_whatever_happens_no_occasion_begins_more_often_than_it_may(moves: list[tuple[str, int]]) -> None:
    once = script("once", times=["09:00", "15:00"])
    must = script("must", times=["12:00"], must_answer=True, again=2)
    here = desk(once, must)
    now, present, snoozes, restarts = at("08:00"), True, 0, 0
    for what, minutes in moves:
        if what in {"pass", "jump"}:
            now = max(now + timedelta(minutes=minutes), MONDAY - timedelta(days=20))
        elif what == "restart":
            here.restart()
            restarts += 1
        elif what in {"away", "back"}:
            present = what == "back"
        elif here.begun:
            last = here.begun[-1][0].partition("@")[0]
            here.end(last, now, answered=what == "answer", snooze_min=10 if what == "snooze" else None)
            snoozes += what == "snooze"
        due = here.look(now, present=present)
        assert due is None or (present and not here.agenda.quiet(now))
    for occasion in {occasion for occasion, _ in here.begun}:
        times = [moment for name, moment in here.begun if name == occasion]
        usual = 3 if occasion.startswith("must") else 1
        assert len(times) <= usual + snoozes + (restarts if occasion.startswith("must") else 0)


@given(MOVES)
def test_the_ledger_stays_small(moves: list[tuple[str, int]]) -> None:
    here = desk(script("once", times=["09:00", "15:00"]))
    now = at("08:00")
    for what, minutes in moves:
        now += timedelta(minutes=abs(minutes)) if what in {"pass", "jump"} else timedelta()
        here.look(now)
    assert len(here.ledger) <= 2 * 11 + 1

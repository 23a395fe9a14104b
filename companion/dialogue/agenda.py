"""What the device begins by itself, and when: once, at a decent hour, and again where it must be answered.

Every occasion has a name, `script@2026-11-22T08:30`, in the local time of the bed, and an entry in the ledger from the
moment it begins. The ledger outlives restarts, so nothing fires twice; and an occasion is a time of day and not a span
of seconds, so a clock that jumps makes it late, missed or already done, and never a burst. Pure: times are passed in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from companion.dialogue import records
from companion.dialogue.script import Missed, RaiseAlert, Schedule, Script, Weekday
from companion.messages import Record
from companion.settings import InitiativeSettings

INSTALLED = "installed"
"""Ledger entry with the time at which the agenda was first looked at: nothing was missed before it."""
LOOKS_BACK = timedelta(days=2)
FORGETS_AFTER = timedelta(days=40)
"""Longer than clocks are usually wrong: what is forgotten could happen twice."""
JUST_TALKED = timedelta(hours=3)
"""Who asked for a talk so shortly before its time has had it."""
WAITING_WINDOW_MIN = 120
"""A snoozed or repeated talk that could not begin so many minutes after its time is given up."""
LONG_WAITING_MIN = 14 * 60
"""The same for a talk that has a reason and no schedule: after a night's call it is asked about in the morning."""
MOST_SNOOZES = 4
"""Put off more often than this, it counts as not answered."""

_DAYS = tuple(Weekday)
_BEGUN, _AGAIN, _ANSWERED, _NO_ANSWER, _MISSED = "begun", "again", "answered", "no answer", "missed"
_PUT_OFF, _LEFT = "put off again and again", "broken off"


@dataclass(frozen=True, slots=True)
class Due:
    """A talk that should begin now."""

    script: str
    occasion: str
    attempt: int
    insists: bool
    """It must be answered: it may interrupt."""
    late: timedelta


@dataclass(frozen=True, slots=True)
class Closed:
    """What is left to do when an occasion has come to nothing."""

    records: tuple[Record, ...] = ()
    alert: RaiseAlert | None = None


class Agenda:
    """Schedules of the scripts, and the ledger of what became of each occasion."""

    def __init__(
        self,
        scripts: Mapping[str, Script],
        plan: InitiativeSettings,
        *,
        ledger: Mapping[str, str],
        last_asked: Mapping[str, datetime],
    ) -> None:
        self._scripts = scripts
        self._plan = plan
        self._ledger = dict(ledger)
        self._last_asked = dict(last_asked)
        self._snoozes: dict[str, int] = {}
        self._quiet = (time.fromisoformat(plan.quiet_from), time.fromisoformat(plan.quiet_to))
        self._take_up()

    @property
    def ledger(self) -> dict[str, str]:
        """Occasion -> what became of it, for a restart."""
        return dict(self._ledger)

    @property
    def last_asked(self) -> dict[str, datetime]:
        """Script -> when it last began."""
        return dict(self._last_asked)

    def quiet(self, now: datetime) -> bool:
        """Whether these are quiet hours."""
        start, end = self._quiet
        at = now.time()
        return start <= at < end if start <= end else at >= start or at < end

    def due(self, now: datetime, *, present: bool = True) -> Due | None:
        """The talk that has waited longest, of those that may begin now; marks nothing but the first look."""
        self._looked(now)
        if not present:
            return None
        fitting = [one for one in self._waiting(now) if self._may_begin(one, now)]
        return max(fitting, key=lambda one: (one.insists, one.late), default=None)

    def begun(self, due: Due, now: datetime) -> None:
        """It begins: from here on it has happened."""
        self._ledger[due.occasion] = f"{_BEGUN} {due.attempt}"
        self._last_asked[due.script] = now

    def asked(self, script: str, now: datetime) -> None:
        """Somebody asked for this talk: it counts for "every second week"."""
        self._last_asked[script] = now

    def may_put_off(self, now: datetime, minutes: int) -> bool:
        """Whether what is being asked may come back so many minutes later: not for ever, and not at night."""
        begun = [key for key, entry in self._ledger.items() if entry.startswith(_BEGUN)]
        often = any(self._snoozes.get(key, 0) >= MOST_SNOOZES for key in begun)
        return not often and not self.quiet(now + timedelta(minutes=minutes))

    def ended(
        self, script: str, now: datetime, *, answered: bool, snooze_min: int | None = None, left: bool = False
    ) -> Closed:
        """A talk is over; `left`: on purpose, before its end."""
        # What began before a restart waits to be asked again, and may have been taken up meanwhile.
        waiting = [
            key for key, entry in self._ledger.items() if _is(key, script) and entry.startswith((_BEGUN, _AGAIN))
        ]
        occasion = max(waiting, key=lambda key: self._ledger[key].startswith(_BEGUN), default=None)
        if snooze_min is not None:
            return self._snooze(occasion or f"{script}@{now:%Y-%m-%dT%H:%M}", now + timedelta(minutes=snooze_min))
        if occasion is None:
            return Closed()
        if left:
            return self._close(occasion, _LEFT)
        if answered:
            self._ledger[occasion] = _ANSWERED
            return Closed()
        schedule, attempt = self._scripts[script].schedule, _attempt(self._ledger[occasion])
        if schedule is not None and schedule.must_answer and attempt < schedule.again:
            self._put_off(occasion, now + timedelta(minutes=schedule.again_after_min), attempt + 1)
            return Closed()
        return self._close(occasion, _NO_ANSWER)

    def _snooze(self, occasion: str, until: datetime) -> Closed:
        snoozes = self._snoozes[occasion] = self._snoozes.get(occasion, 0) + 1
        if snoozes > MOST_SNOOZES:
            return self._close(occasion, _PUT_OFF)
        self._put_off(occasion, until, _attempt(self._ledger.get(occasion, "")))
        return Closed()

    def later(self, script: str, at: datetime) -> None:
        """Begin this talk at that time, whether or not it has a schedule; once, however often it is said."""
        for key in [key for key, entry in self._ledger.items() if _is(key, script) and entry.startswith(_AGAIN)]:
            del self._ledger[key]
        self._put_off(f"{script}@{at:%Y-%m-%dT%H:%M}", at)

    def missed(self, now: datetime) -> Closed:
        """Occasions whose time has gone by without a talk: recorded once, or forgotten, as each script wants."""
        gone = [key for key, at, schedule in self._occasions(now) if now > self._last_moment(at, schedule)]
        gone += [key for key, at in self._put_offs(now) if now > at + self._patience(key)]
        closed = [
            self._close(key, _NO_ANSWER if self._ledger.get(key, "").startswith(_AGAIN) else _MISSED) for key in gone
        ]
        self._forget(now)
        return Closed(
            tuple(record for one in closed for record in one.records),
            next((one.alert for one in closed if one.alert is not None), None),
        )

    def _patience(self, occasion: str) -> timedelta:
        script = self._scripts.get(occasion.partition("@")[0])
        scheduled = script is not None and script.schedule is not None
        return timedelta(minutes=WAITING_WINDOW_MIN if scheduled else LONG_WAITING_MIN)

    def _take_up(self) -> None:
        """What had begun when the device stopped: where it must be answered it is asked again, soon."""
        for key, entry in self._ledger.items():
            if entry.startswith(_BEGUN) and self._insists(key.partition("@")[0]):
                self._ledger[key] = f"{_AGAIN} {_attempt(entry)} {key.partition('@')[2]}"

    def _looked(self, now: datetime) -> None:
        first = self._ledger.get(INSTALLED)
        # A first look that lies ahead was taken by a clock that was wrong.
        if first is None or datetime.fromisoformat(first) > now:
            self._ledger[INSTALLED] = now.isoformat()

    def _insists(self, script: str) -> bool:
        found = self._scripts.get(script)
        return found is not None and found.schedule is not None and found.schedule.must_answer

    def _waiting(self, now: datetime) -> Iterator[Due]:
        for key, at, schedule in self._occasions(now):
            if at <= now <= self._last_moment(at, schedule):
                yield Due(key.partition("@")[0], key, 0, schedule.must_answer, now - at)
        for key, at in self._put_offs(now):
            script = key.partition("@")[0]
            if script in self._scripts and at <= now:
                yield Due(script, key, _attempt(self._ledger[key]), self._insists(script), now - at)

    def _occasions(self, now: datetime) -> Iterator[tuple[str, datetime, Schedule]]:
        """The occasions of the last days that have no entry yet."""
        installed = datetime.fromisoformat(self._ledger.get(INSTALLED, now.isoformat()))
        first = (now - LOOKS_BACK).date()
        for name in self._plan.scripts:
            script = self._scripts.get(name)
            if script is None or script.schedule is None:
                continue
            for day in (first + timedelta(days=count) for count in range(LOOKS_BACK.days + 1)):
                for at in self._times(name, script.schedule):
                    moment = datetime.combine(day, at, tzinfo=now.tzinfo)
                    key = f"{name}@{moment:%Y-%m-%dT%H:%M}"
                    if self._just_talked(name, moment):
                        continue
                    long_enough_ago = self._last_moment(moment, script.schedule) >= installed
                    if key not in self._ledger and long_enough_ago and self._fits(name, script.schedule, day):
                        yield key, moment, script.schedule

    def _times(self, name: str, schedule: Schedule) -> tuple[time, ...]:
        own = self._plan.times.get(name)
        return schedule.at if own is None else tuple(sorted(time.fromisoformat(one) for one in own))

    def _fits(self, name: str, schedule: Schedule, day: date) -> bool:
        if schedule.weekdays and _DAYS[day.weekday()] not in schedule.weekdays:
            return False
        last = self._last_asked.get(name)
        # A date of a clock that was wrong and lay ahead must not silence a talk for good.
        if schedule.every_days == 1 or last is None or last.date() > day:
            return True
        return (day - last.date()).days >= schedule.every_days

    def _just_talked(self, name: str, moment: datetime) -> bool:
        last = self._last_asked.get(name)
        return last is not None and moment - JUST_TALKED <= last <= moment

    def _last_moment(self, at: datetime, schedule: Schedule) -> datetime:
        if schedule.if_missed is Missed.LATER:
            return datetime.combine(at.date(), time(23, 59), tzinfo=at.tzinfo)
        return at + timedelta(minutes=schedule.window_min)

    def _put_offs(self, now: datetime) -> list[tuple[str, datetime]]:
        waiting = [(key, entry) for key, entry in self._ledger.items() if entry.startswith(_AGAIN)]
        times = [(key, datetime.fromisoformat(entry.split()[2])) for key, entry in waiting]
        return [(key, at if at.tzinfo else at.replace(tzinfo=now.tzinfo)) for key, at in times]

    def _put_off(self, occasion: str, until: datetime, attempt: int = 0) -> None:
        self._ledger[occasion] = f"{_AGAIN} {attempt} {until.isoformat(timespec='minutes')}"

    def _may_begin(self, due: Due, now: datetime) -> bool:
        schedule = self._scripts[due.script].schedule
        if self.quiet(now) and not (schedule is not None and schedule.in_quiet_hours):
            return False
        return due.insists or due.attempt > 0 or self._begun_on(now.date()) < self._plan.daily_cap

    def _begun_on(self, day: date) -> int:
        return sum(
            1
            for key, entry in self._ledger.items()
            if f"@{day.isoformat()}T" in key and not entry.startswith((_AGAIN, _MISSED))
        )

    def _close(self, occasion: str, how: str) -> Closed:
        self._ledger[occasion] = how
        name = occasion.partition("@")[0]
        script = self._scripts.get(name)
        schedule = script.schedule if script is not None else None
        if schedule is None or (how == _MISSED and schedule.if_missed is Missed.SKIP):
            return Closed()
        made = [records.initiative(name, how)]
        if how != _MISSED and schedule.no_answer is not None:
            made.append(records.notice(schedule.no_answer, name))
        return Closed(tuple(made), schedule.no_answer_alert if how != _MISSED else None)

    def _forget(self, now: datetime) -> None:
        oldest = (now - FORGETS_AFTER).date().isoformat()
        old = [key for key in self._ledger if key != INSTALLED and key.partition("@")[2] < oldest]
        for key in old:
            del self._ledger[key]


def _is(occasion: str, script: str) -> bool:
    return occasion.partition("@")[0] == script


def _attempt(entry: str) -> int:
    """How often it had been asked before: `begun 1`, `again 1 2026-11-22T08:40+00:00`."""
    words = entry.split()
    return int(words[1]) if len(words) > 1 and words[1].isdigit() else 0

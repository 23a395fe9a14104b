"""Rules about rights, sources, scores and measures: what a number needs before anybody may rely on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time
from itertools import pairwise

from companion.dialogue.authoring.findings import Case, Found, error, warning
from companion.dialogue.authoring.forbidden import slips
from companion.dialogue.script import RecordAs, Schedule, Score, Script
from companion.dialogue.yamlfile import Where
from companion.messages import AnswerKind
from companion.settings import InitiativeSettings

_PLACEHOLDER = re.compile(
    r"\W*(?:todo|tbd|tba|xxx+|fixme|none|unknown|n/?a|your .*|write .*|to be .*)?\W*", re.IGNORECASE
)
_NUMBERS = {"two": 2, "three": 3, "four": 4, "six": 6}
_SPANS = {"day": 1, "night": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365}
_NEEDED = {
    "recall": "the time that is asked about, like: the past two weeks",
    "mode_validated": "how it was tested: on paper, by telephone, not by voice",
    "population": "whom it was tested with",
    "cutoffs": "from which score on what, with the source",
    "on_positive": "what is done about a high score",
}


def rights(case: Case) -> Iterator[Found]:
    """Whose words they are, and where they come from."""
    for field in ("rights", "source"):
        if _PLACEHOLDER.fullmatch(getattr(case.script, field)):
            advice = 'Write for instance "own wording" or the licence, and where the questions come from.'
            yield error("rights", (field,), f"{field} says nothing", advice)
    if _PLACEHOLDER.fullmatch(case.script.author):
        yield warning("author", ("author",), "author names nobody yet", "Write your name: you sign what is said.")


def instruments(case: Case) -> Iterator[Found]:
    """A script that makes a score says what the score is worth."""
    script = case.script
    if not script.scores:
        return
    for field, meaning in _NEEDED.items():
        if _PLACEHOLDER.fullmatch(getattr(script, field)):
            yield error("instrument", ("scores",), f"there is a score, and {field} is missing", f"Write {meaning}.")
    if not script.accessed:
        advice = "Write the day on which you looked the source up, like accessed: 2026-11-22."
        yield warning("instrument", ("scores",), "there is a score, and accessed is missing", advice)
    acts = any(one.notify or one.alert or one.call for one in script.states.values())
    compared = any(script.scores.keys() & way.condition.names for one in script.states.values() for way in one.when)
    if not (acts and compared):
        advice = "Add a state with notify, alert or call, and a when that leads there from the score."
        yield warning("instrument", ("scores",), "no state does anything about a high score", advice)


def scores(case: Case) -> Iterator[Found]:
    """Every answer that counts has a number, every score is added up somewhere, and its bands do not overlap."""
    tallied = {name for state in case.script.states.values() for name in state.tally}
    for name, score in case.script.scores.items():
        for question in score.of:
            yield from _countable(case.script, question)
        if name not in tallied:
            advice = f"Write tally: {name} in the state after the last question."
            yield error("score", ("scores", name), "this score is never added up", advice)
        yield from _bands(score, ("scores", name, "bands"))


def _countable(script: Script, question: str) -> Iterator[Found]:
    state = script.states.get(question)
    if state is None or state.expect.kind is not AnswerKind.CHOICE:
        return
    for option, meaning in state.expect.options.items():
        if meaning.value is None:
            where = ("states", question, "expect", "options", option)
            what = f'"{option}" counts in a score and has no value'
            yield error("score", where, what, "Write {value: 0} and so on after each option.")


def _bands(score: Score, where: Where) -> Iterator[Found]:
    bands = sorted(score.bands.items(), key=lambda one: one[1].low)
    for (first, lower), (second, upper) in pairwise(bands):
        if upper.low <= lower.high:
            yield error("bands", where, f"the bands {first} and {second} overlap", "Let each begin after the last.")
        elif upper.low > lower.high + 1:
            yield warning("bands", where, f"between the bands {first} and {second} is a gap", "Close it.")


def measures(case: Case) -> Iterator[Found]:
    """One measure is one number over time: the same name means the same unit and the same code."""
    units: dict[str, tuple[str, str, str]] = {}
    for other in case.others.values():
        if other.id != case.script.id:
            units |= {
                record.measure: (record.unit, record.code, f"the script {other.id}") for _, record in _records(other)
            }
    for where, record in _records(case.script):
        unit, code, by = units.setdefault(record.measure, (record.unit, record.code, ".".join(map(str, where))))
        if unit != record.unit:
            what = f'{record.measure} has the unit "{record.unit}" here and "{unit}" in {by}'
            yield error("measure", where, what, "Give the two numbers different names, or the same unit.")
        elif code and record.code and code != record.code:
            what = f'{record.measure} has the code "{record.code}" here and "{code}" in {by}'
            yield error("measure", where, what, "Give the two numbers different names, or the same code.")


def _records(script: Script) -> Iterator[tuple[Where, RecordAs | Score]]:
    for name, score in script.scores.items():
        yield ("scores", name), score
    for name, state in script.states.items():
        if state.record is not None:
            yield ("states", name, "record"), state.record
        for noticed, notice in state.notice.items():
            yield ("states", name, "notice", noticed, "record"), notice.record


def open_words(case: Case) -> Iterator[Found]:
    """What an open answer is about leaves the diary when it is recorded."""
    for name, state in case.script.states.items():
        if state.expect.kind is AnswerKind.FREE and state.record is not None:
            what = "an open answer is recorded: which of the topics was told goes into the caregivers' summary"
            advice = "Leave record out unless the summary needs it; the words themselves stay in the diary."
            yield warning("open-record", ("states", name, "record"), what, advice)


def notices(case: Case) -> Iterator[Found]:
    """What a caregiver is told is a result, not an illness."""
    for name, state in case.script.states.items():
        if state.notify is not None:
            for slip in slips(
                state.notify.about.replace("the resident is", "you are").replace("Resident is", "you are")
            ):
                if slip.ban.rule == "diagnosis":
                    advice = 'Write the result: "PHQ-8 is 14 of 24, screening by voice".'
                    yield error("diagnosis", ("states", name, "notify", "about"), "the notice is a diagnosis", advice)


def schedules(case: Case) -> Iterator[Found]:
    """It is not due in the quiet hours, and an instrument not more often than the time it asks about."""
    schedule = case.script.schedule
    if schedule is None:
        return
    usual = InitiativeSettings()
    quiet_from, quiet_to = time.fromisoformat(usual.quiet_from), time.fromisoformat(usual.quiet_to)
    for moment in schedule.at:
        if not schedule.in_quiet_hours and (moment >= quiet_from or moment < quiet_to):
            hours = f"{usual.quiet_from} to {usual.quiet_to}"
            what = f"{moment:%H:%M} is in the usual quiet hours ({hours}): it will not begin"
            advice = "Choose another time, or write in_quiet_hours: true if people have agreed to be woken."
            yield warning("quiet-hours", ("schedule", "times"), what, advice)
    window, every = recall_days(case.script.recall), _days_between(schedule)
    if case.script.scores and window is not None and every < window:
        what = f"it is asked every {every} days about the last {window}, so the same days count twice"
        yield warning("recall", ("schedule",), what, f"Write every_days: {window}.")


def recall_days(text: str) -> int | None:
    """Days of a recall period like "the past two weeks"; None where it names none."""
    match = re.search(r"(?:(\d+|two|three|four|six) )?(day|night|week|fortnight|month|year)s?\b", text.lower())
    if match is None:
        return 1 if re.search(r"\btoday\b", text.lower()) else None
    count = match[1] or "1"
    return (int(count) if count.isdigit() else _NUMBERS[count]) * _SPANS[match[2]]


def _days_between(schedule: Schedule) -> int:
    """The shortest time between two occasions, in days; 0 when it is due twice a day."""
    if len(schedule.times) > 1:
        return 0
    return schedule.every_days if not schedule.weekdays else max(schedule.every_days, 7 // len(schedule.weekdays))

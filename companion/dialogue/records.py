"""The records of the dialogue: their kinds, scopes and fields, agreed with the sealed log."""

from __future__ import annotations

from companion.dialogue.answers.understood import Understood
from companion.dialogue.script import Option, RecordAs
from companion.messages import Alert, Feeling, JsonValue, Record, Scope

NO_ANSWER = "no answer"


def turn(*, said: str, heard: str, state: str, outcome: str, confidence: float) -> Record:
    """One turn with its words: for the diary only."""
    body: dict[str, JsonValue] = {
        "said": said,
        "heard": heard,
        "state": state,
        "outcome": outcome,
        "confidence": round(confidence, 3),
    }
    return Record(kind="turn", scope=Scope.DIARY, body=body)


def measure(wanted: RecordAs, script: str, value: JsonValue, *, label: str, certainty: float) -> Record:
    """One answer as a number over time. A value of None: it was asked and not answered."""
    body: dict[str, JsonValue] = {
        "measure": wanted.measure,
        "value": value,
        "unit": wanted.unit,
        "label": label,
        "question": wanted.label,
        "script": script,
        "certainty": round(certainty, 2),
        "mode": "voice",
    }
    return Record(kind="measure", scope=Scope.SUMMARY, body=body)


def value_of(understood: Understood, options: dict[str, Option]) -> tuple[JsonValue, str]:
    """(value, label) of an answer: an option counts with its number where it has one."""
    value = understood.value
    if value is None:
        return None, "unsure" if understood.unsure else NO_ANSWER
    if isinstance(value, bool):
        return value, "yes" if value else "no"
    if isinstance(value, str) and value in options:
        number = options[value].value
        return (value if number is None else number), value
    if value in {"taken", "not taken"}:
        return value == "taken", str(value)
    return value, str(value)


def mood(feeling: Feeling) -> Record:
    """The guess at the resident's mood, marked as one."""
    body: dict[str, JsonValue] = {
        "label": feeling.label,
        "certainty": round(feeling.certainty, 3),
        "unsure": feeling.unsure,
        "valence": round(feeling.valence, 3),
        "from": "words",
    }
    return Record(kind="mood", scope=Scope.SUMMARY, body=body)


def misunderstanding(what: str, state: str) -> Record:
    """The device did not understand: a fault of the device, not of the person."""
    return Record(kind="misunderstanding", scope=Scope.SUMMARY, body={"what": what, "state": state})


def alert(one: Alert) -> Record:
    """A call for a human. Attempt 0: noted, nobody was called."""
    body: dict[str, JsonValue] = {
        "id": one.identifier,
        "level": one.level.word,
        "category": one.category,
        "attempt": one.attempt,
        "at_s": round(one.at_s, 2),
    }
    return Record(kind="alert", scope=Scope.SAFETY, body=body)


def acknowledge(identifier: str, by: str, after_s: float) -> Record:
    """A human has seen the call."""
    return Record(
        kind="acknowledge", scope=Scope.SAFETY, body={"id": identifier, "by": by, "after_s": round(after_s, 2)}
    )

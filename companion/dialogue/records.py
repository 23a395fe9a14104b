"""The records of the dialogue: their kinds, scopes and fields, agreed with the sealed log."""

from __future__ import annotations

from dataclasses import replace

from companion.dialogue.answers.understood import Understood
from companion.dialogue.script import Notify, Option, RecordAs, Score, Within
from companion.messages import Alert, Feeling, JsonValue, Record, Scope

NO_ANSWER = "no answer"
MEDICINE = frozenset({"taken", "not taken"})
"""Answers about a medicine, whatever other words a script gives for them."""
REFUSED = "did not want to say"


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


def measure(
    wanted: RecordAs | Score, script: str, value: JsonValue, *, label: str, certainty: float, touched: bool = False
) -> Record:
    """One answer as a number over time. A value of None: it was asked and not answered.

    `script` is `id` or `id@version`. The mode is kept because the same question finds less by voice than on paper.
    """
    name, _, version = script.partition("@")
    body: dict[str, JsonValue] = {
        "measure": wanted.measure,
        "value": value,
        "unit": wanted.unit,
        "label": label,
        "question": wanted.label,
        "script": name,
        "certainty": round(certainty, 2),
        "mode": "touch" if touched else "voice",
    }
    extras = {"code": wanted.code, "version": version}
    return Record(
        kind="measure", scope=Scope.SUMMARY, body={**body, **{key: one for key, one in extras.items() if one}}
    )


def total(score: Score, script: str, value: float | None) -> Record:
    """A sum over answers; None where an answer is missing. The band is for people who know what it means."""
    if value is None:
        return measure(score, script, None, label="not complete", certainty=0.0)
    number = int(value) if value == int(value) else value
    band = next((name for name, band in score.bands.items() if band.low <= value <= band.high), str(number))
    return measure(score, script, number, label=band, certainty=1.0)


def notice(wanted: Notify, script: str) -> Record:
    """A result that a person should see; what cannot wait belongs to the safety log."""
    body: dict[str, JsonValue] = {
        "who": wanted.who.value,
        "within": wanted.within.value,
        "about": wanted.about,
        "script": script.partition("@")[0],
    }
    scope = Scope.SAFETY if wanted.within is Within.HOUR else Scope.SUMMARY
    return Record(kind="notice", scope=scope, body=body)


def consent(purpose: str, given: bool, script: str, *, person: str = "", touched: bool = False) -> Record:
    """The resident agreed to something, or refused it; for everybody who may read anything.

    The wording that was agreed to stands in that version of the script. `person`: with whom answers are shared.
    """
    name, _, version = script.partition("@")
    how = "touch" if touched else "voice"
    body: dict[str, JsonValue] = {"purpose": purpose, "given": given, "script": name, "version": version, "how": how}
    if person:
        body["person"] = person
    return Record(kind="consent", scope=Scope.SAFETY, body=body)


def initiative(script: str, what: str) -> Record:
    """What became of a talk that the device began, or should have begun, by itself."""
    return Record(kind="initiative", scope=Scope.SUMMARY, body={"script": script, "what": what})


def fact(wanted: RecordAs, script: str, value: bool, *, certainty: float) -> Record:
    """What somebody who is called should know; it goes wherever the call goes."""
    made = measure(wanted, script, value, label="yes" if value else "no", certainty=certainty)
    return replace(made, scope=Scope.SAFETY)


def value_of(understood: Understood, options: dict[str, Option]) -> tuple[JsonValue, str]:
    """(value, label) of an answer: an option counts with its number where it has one."""
    value = understood.value
    if value is None:
        return None, "unsure" if understood.unsure else REFUSED if understood.refused else NO_ANSWER
    if isinstance(value, bool):
        return value, "yes" if value else "no"
    if isinstance(value, str) and value in options and value not in MEDICINE:
        number = options[value].value
        return (value if number is None else number), value
    if value in MEDICINE:
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


def setting(what: str, how: str) -> Record:
    """A setting of the device changed for the resident's sake: for the resident alone, and not what was answered."""
    return Record(kind="setting", scope=Scope.DIARY, body={"setting": what, "how": how})


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
        "contact": one.contact,
        "at_s": round(one.at_s, 2),
    }
    return Record(kind="alert", scope=Scope.SAFETY, body=body)


def acknowledge(identifier: str, by: str, after_s: float) -> Record:
    """A human has seen the call."""
    return Record(
        kind="acknowledge", scope=Scope.SAFETY, body={"id": identifier, "by": by, "after_s": round(after_s, 2)}
    )

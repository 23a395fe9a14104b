"""A Summary as a FHIR R4 Bundle: questionnaires, observations, what was said about medicines, calls for help.

What is inferred (mood) is left out: nobody observed it. Whether a tablet was taken is a MedicationStatement and not a
MedicationAdministration: the resident says so, nobody gave or saw it (hl7.org/fhir/R4/medicationstatement.html).
Identifiers are UUIDs (version 5) over the log and the place of a record in it: two exports of the same days agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import TypeAlias
from uuid import UUID, uuid5

from companion.messages import JsonValue
from privacy.printable import printable
from privacy.summary import fhir_codes as codes
from privacy.summary.facts import NOT_A_DIAGNOSIS, AlertLine, Measure, Summary
from privacy.summary.stretches import TALK_S
from privacy.summary.words import INSTRUMENTS, UNSURE_BELOW

Resource: TypeAlias = dict[str, JsonValue]

NAMESPACE = UUID("2f0d1c1e-6a3b-5b8e-9d57-5d2f3a7c4e10")
"""Names in it are "LOG ID/PART". Never to be changed: earlier exports would no longer agree."""

QUESTIONNAIRES = INSTRUMENTS | {"pain"}
"""Scripts whose answers belong together. Every other answer is an Observation of its own."""

QUESTIONNAIRE_URL = "urn:bedside-companion:questionnaire:"
IDENTIFIER = "urn:bedside-companion:log"
MODE = "urn:bedside-companion:mode"
SURVEY = "http://terminology.hl7.org/CodeSystem/observation-category"
ALERT = "http://terminology.hl7.org/CodeSystem/communication-category"
PRIORITY = {"emergency": "stat", "urgent": "urgent"}


def summary_fhir(summary: Summary, *, log_id: str) -> Resource:
    """A Bundle of type collection, as plain JSON values.

    `log_id` makes the identifiers. The patient is a pseudonym, unless the summary names the resident.
    """
    bundle = _Bundle(log_id)
    bundle.add(_patient(bundle, summary.name))
    bundle.add(_device(bundle, log_id))
    every = [*summary.measures, *summary.medicines]
    asked = _talks([one for one in every if one.script in QUESTIONNAIRES])
    answered_in: dict[int, str] = {}
    for resource in _questionnaires(bundle, asked):
        bundle.add(resource)
    for talk in asked:
        bundle.add(_response(bundle, talk))
        answered_in |= {one.sequence: bundle.reference(f"response/{talk[0].sequence}") for one in talk}
    for one in sorted(every, key=lambda measure: measure.sequence):
        if one.is_dose:
            bundle.add(_statement(bundle, one))
        elif one.sequence not in answered_in or one.number is not None or _is_total(one):
            bundle.add(_observation(bundle, one, answered_in.get(one.sequence)))
    for alert in summary.alerts:
        bundle.add(_communication(bundle, alert))
    return bundle.finished(summary)


class _Bundle:
    """Entries, and the identifiers they refer to each other by."""

    def __init__(self, log_id: str) -> None:
        self._log_id = printable(log_id)  # an export may say anything
        self._entries: list[JsonValue] = []

    def identify(self, part: str) -> str:
        return str(uuid5(NAMESPACE, f"{self._log_id}/{part}"))

    def reference(self, part: str) -> str:
        return f"urn:uuid:{self.identify(part)}"

    def refer(self, part: str) -> Resource:
        return {"reference": self.reference(part)}

    def add(self, resource: Resource) -> None:
        self._entries.append({"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource})

    def finished(self, summary: Summary) -> Resource:
        bundle: Resource = {
            "resourceType": "Bundle",
            "id": self.identify(f"bundle/{summary.first}/{summary.last}/{summary.records}"),
            "type": "collection",
            "entry": self._entries,
        }
        if summary.last is not None:
            bundle["timestamp"] = codes.instant(summary.last)
        return bundle


def _patient(bundle: _Bundle, name: str) -> Resource:
    patient: Resource = {"resourceType": "Patient", "id": bundle.identify("patient")}
    return {**patient, "name": [{"text": codes.text(name)}]} if name.strip() else patient


def _device(bundle: _Bundle, log_id: str) -> Resource:
    return {
        "resourceType": "Device",
        "id": bundle.identify("device"),
        "identifier": [{"system": IDENTIFIER, "value": codes.text(log_id)}],
        "deviceName": [{"name": "Bedside companion", "type": "user-friendly-name"}],
        "note": [{"text": f"{NOT_A_DIAGNOSIS} Answers as understood by a speech recogniser."}],
    }


def _is_total(one: Measure) -> bool:
    return one.measure.endswith(".total")


def _talks(measures: Iterable[Measure]) -> list[list[Measure]]:
    """The answers of one script that belong to one sitting."""
    talks: list[list[Measure]] = []
    latest: dict[tuple[str, str], list[Measure]] = {}
    for one in sorted(measures, key=lambda measure: (measure.at, measure.sequence)):
        key = (one.script, one.version)
        talk = latest.get(key)
        if talk is None or (one.at - talk[-1].at).total_seconds() > TALK_S:
            talk = latest[key] = []
            talks.append(talk)
        talk.append(one)
    return [talk for talk in talks if any(not _is_total(one) for one in talk)]


def _items(talks: Iterable[Sequence[Measure]]) -> dict[str, list[Measure]]:
    """The questions of some sittings, without totals: those are reckoned, not asked."""
    items: dict[str, list[Measure]] = {}
    for talk in talks:
        for one in talk:
            if not _is_total(one):
                items.setdefault(one.measure, []).append(one)
    return items


def _url(one: Measure) -> str:
    return QUESTIONNAIRE_URL + codes.code(one.script)


def _questionnaires(bundle: _Bundle, talks: Sequence[Sequence[Measure]]) -> Iterator[Resource]:
    """The questions as they were asked; they carry the codes, for items of a response have none in R4."""
    by_version: dict[tuple[str, str], list[Sequence[Measure]]] = {}
    for talk in talks:
        by_version.setdefault((talk[0].script, talk[0].version), []).append(talk)
    for (script, version), same in by_version.items():
        first = same[0][0]
        items: list[JsonValue] = []
        for name, answers in _items(same).items():
            item: Resource = {"linkId": codes.text(name), "text": codes.text(answers[0].question)}
            items.append({**item, "type": codes.item_type(answers), "code": codes.coding(answers[0])})
        yield {
            "resourceType": "Questionnaire",
            "id": bundle.identify(f"questionnaire/{script}/{version}"),
            "url": _url(first),
            **({"version": codes.text(version)} if version else {}),
            "title": codes.text(script),
            "status": "active",
            "item": items,
        }


def _response(bundle: _Bundle, talk: Sequence[Measure]) -> Resource:
    first = talk[0]
    items: list[JsonValue] = []
    for name, answers in _items([talk]).items():
        item: Resource = {"linkId": codes.text(name), "text": codes.text(answers[-1].question)}
        given = codes.item_answer(answers[-1], codes.item_type(answers[-1:]))
        items.append({**item, "answer": given} if given else item)
    complete = all(answers[-1].answered for answers in _items([talk]).values())
    version = f"|{codes.code(first.version)}" if first.version else ""
    response: Resource = {
        "resourceType": "QuestionnaireResponse",
        "id": bundle.identify(f"response/{first.sequence}"),
        "questionnaire": _url(first) + version,
        "status": "completed" if complete else "stopped",
        "subject": bundle.refer("patient"),
        "authored": codes.instant(talk[-1].at),
        "author": bundle.refer("device"),
        "source": bundle.refer("patient"),
        "item": items,
    }
    return {**response, **_mode(first)}


def _mode(one: Measure) -> Resource:
    """How it was asked: the same question finds less by voice than on paper."""
    return {"meta": {"tag": [{"system": MODE, "code": codes.code(one.mode)}]}} if one.mode else {}


def _observation(bundle: _Bundle, one: Measure, response: str | None) -> Resource:
    observation: Resource = {
        "resourceType": "Observation",
        "id": bundle.identify(f"record/{one.sequence}"),
        "status": "final",
        "category": [{"coding": [{"system": SURVEY, "code": "survey"}]}],
        "code": {"coding": codes.coding(one), "text": codes.text(one.question)},
        "subject": bundle.refer("patient"),
        "effectiveDateTime": codes.instant(one.at),
        "performer": [bundle.refer("patient")],
        "device": bundle.refer("device"),
        **codes.observed(one),
        **_mode(one),
    }
    notes = _notes(one)
    if notes:
        observation["note"] = notes
    if _is_total(one) and one.answered:
        observation["interpretation"] = [codes.concept(one.label)]
    if response is not None:
        observation["derivedFrom"] = [{"reference": response}]
    return observation


def _notes(one: Measure) -> list[JsonValue]:
    said = [one.label] if one.answered and one.number is not None and one.label != str(one.value) else []
    doubt = ["Heard with doubt."] if one.certainty is not None and one.certainty < UNSURE_BELOW else []
    caution = [NOT_A_DIAGNOSIS] if _is_total(one) else []
    return [{"text": codes.text(line)} for line in (*said, *doubt, *caution)]


def _statement(bundle: _Bundle, one: Measure) -> Resource:
    status = {True: "completed", False: "not-taken", None: "unknown"}[one.taken]
    statement: Resource = {
        "resourceType": "MedicationStatement",
        "id": bundle.identify(f"record/{one.sequence}"),
        "status": status,
        "medicationCodeableConcept": codes.concept(one.question),
        "subject": bundle.refer("patient"),
        "effectiveDateTime": codes.instant(one.at),
        "dateAsserted": codes.instant(one.at),
        "informationSource": bundle.refer("patient"),
        **_mode(one),
    }
    if one.taken is None:
        statement["statusReason"] = [codes.concept(one.label or "no answer")]
    return statement


def _communication(bundle: _Bundle, alert: AlertLine) -> Resource:
    """A call for help. One that was only noted was never made."""
    status = "not-done" if not alert.called else "in-progress" if alert.waiting else "completed"
    call: Resource = {
        "resourceType": "Communication",
        "id": bundle.identify(f"alert/{alert.sequence}"),
        "status": status,
        "category": [{"coding": [{"system": ALERT, "code": "alert"}]}],
        "priority": PRIORITY.get(alert.level, "routine"),
        "subject": bundle.refer("patient"),
        "sender": bundle.refer("device"),
        "sent": codes.instant(alert.at),
        "reasonCode": [codes.concept(alert.category)],
    }
    if not alert.called:
        call["statusReason"] = codes.concept("noted, nobody was called")
    if alert.acknowledged_by:
        call["note"] = [{"text": codes.text(f"acknowledged by {alert.acknowledged_by}")}]
    received = _received(alert)
    return {**call, "received": received} if received else call


def _received(alert: AlertLine) -> str:
    if alert.after_s is None or not alert.acknowledged_by or alert.after_s < 0:
        return ""
    try:
        return codes.instant(alert.at + timedelta(seconds=alert.after_s))
    except OverflowError:
        return ""

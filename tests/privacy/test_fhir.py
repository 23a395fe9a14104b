"""The FHIR form of a summary: a valid R4 Bundle, sure codes only, the same identifiers every time."""

from __future__ import annotations

import json
import warnings
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from summary_kit import TODAY, Told, an_ordinary_day, at, measure, pain, phq9, sealed, tablets

from privacy.summary import summarise, summary_fhir
from privacy.summary.fhir_codes import loinc_digit

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    bundles = pytest.importorskip("fhir.resources.R4B.bundle", reason="fhir.resources is not installed")

LOG = "48a708b9be34644f6d41b929a8685dd8"


def bundle(told: list[Told], *, name: str = "", log_id: str = LOG) -> dict[str, Any]:
    """The bundle after a round through JSON, read by fhir.resources on the way."""
    made: dict[str, Any] = json.loads(
        json.dumps(summary_fhir(summarise(sealed(told), name=name), log_id=log_id), allow_nan=False)
    )
    read = bundles.Bundle.model_validate(made)
    again = json.loads(read.model_dump_json())
    assert [one["resource"]["id"] for one in again["entry"]] == [one["resource"]["id"] for one in made["entry"]]
    return made


def resources(told: list[Told], kind: str) -> list[dict[str, Any]]:
    return [one["resource"] for one in bundle(told)["entry"] if one["resource"]["resourceType"] == kind]


def a_day() -> list[Told]:
    alert = {"id": "a1", "level": "emergency", "category": "fall", "attempt": 1}
    noted = {"id": "a2", "level": "watch", "category": "low_mood", "attempt": 0}
    return [
        *an_ordinary_day(TODAY),
        *phq9(TODAY),
        (at(TODAY, "02:10"), "alert", alert),
        (at(TODAY, "02:15"), "acknowledge", {"id": "a1", "by": "Rose", "after_s": 300.0}),
        (at(TODAY, "02:20"), "alert", noted),
        (at(TODAY, "02:30"), "alert", {**alert, "id": "a3"}),
    ]


def test_a_day_is_a_valid_bundle_in_which_every_reference_leads_somewhere() -> None:
    made = bundle(a_day())
    assert (made["resourceType"], made["type"]) == ("Bundle", "collection")
    known = [one["fullUrl"] for one in made["entry"]]
    assert len(known) == len(set(known))
    assert all(one["fullUrl"] == f"urn:uuid:{one['resource']['id']}" for one in made["entry"])
    asked = [part.split('"')[0] for part in json.dumps(made).split('"reference": "')[1:]]
    assert set(asked) <= set(known)
    assert len(asked) > 50


def test_two_exports_of_the_same_days_agree_and_two_logs_share_nothing() -> None:
    assert bundle(a_day()) == bundle(a_day())
    ids = [{one["resource"]["id"] for one in bundle(a_day(), log_id=log)["entry"]} for log in (LOG, "b" * 32)]
    assert ids[0].isdisjoint(ids[1])
    later = [*a_day(), (at(TODAY + timedelta(days=1), "09:00"), "measure", pain(2))]
    grown = {one["resource"]["id"] for one in bundle(later)["entry"]}
    assert ids[0] < grown, "what was exported before keeps its identifiers"


def test_the_patient_is_a_pseudonym_unless_a_name_is_asked_for() -> None:
    (patient,) = resources(a_day(), "Patient")
    assert set(patient) == {"resourceType", "id"}
    named = bundle(a_day(), name="Edith")["entry"][0]["resource"]
    assert named["name"] == [{"text": "Edith"}]


def test_a_questionnaire_keeps_its_codes_answers_and_time_with_zone() -> None:
    (asked,) = resources([*phq9(TODAY)], "Questionnaire")
    codes = {item["linkId"]: item["code"][0] for item in asked["item"]}
    assert codes["phq9.thoughts"] == {"system": "http://loinc.org", "code": "44260-8"}
    (answered,) = resources([*phq9(TODAY)], "QuestionnaireResponse")
    assert answered["questionnaire"] == f"{asked['url']}|{asked['version']}"
    assert answered["authored"] == "2026-03-02T10:36:00.000+00:00"
    assert {item["linkId"]: item["answer"] for item in answered["item"]}["phq9.low"] == [{"valueInteger": 1}]
    assert (answered["status"], answered["meta"]["tag"][0]["code"]) == ("completed", "voice")
    total = next(one for one in resources([*phq9(TODAY)], "Observation") if one["code"]["text"] == "PHQ-9 total")
    assert total["code"]["coding"][0] == {"system": "http://loinc.org", "code": "44261-6"}
    assert (total["valueQuantity"]["value"], total["interpretation"]) == (5, [{"text": "mild"}])
    assert total["derivedFrom"] == [{"reference": f"urn:uuid:{answered['id']}"}]
    assert {"text": "Screening by voice, not a diagnosis."} in total["note"]


def test_a_questionnaire_broken_off_has_no_answers_and_no_total() -> None:
    told = list(phq9(TODAY, answer=None))
    (answered,) = resources(told, "QuestionnaireResponse")
    assert answered["status"] == "stopped"
    assert not any("answer" in item for item in answered["item"])
    (total,) = [one for one in resources(told, "Observation") if one["code"]["text"] == "PHQ-9 total"]
    assert "valueQuantity" not in total
    assert total["dataAbsentReason"]["coding"][0]["code"] == "unknown"


def test_two_sittings_on_one_day_are_two_responses() -> None:
    told: list[Told] = [
        (at(TODAY, clock), "measure", measure("pain.nrs", value, unit="of 10", code="loinc:72514-3"))
        for clock, value in (("09:00", 3), ("09:01", 4), ("16:00", 6))
    ]
    assert len(resources(told, "QuestionnaireResponse")) == 2
    numbers = resources(told, "Observation")
    assert [one["valueQuantity"]["value"] for one in numbers] == [3, 4, 6]
    assert {one["code"]["coding"][0]["code"] for one in numbers} == {"72514-3"}


@pytest.mark.parametrize("code", ["", "loinc:44250-8", "loinc:1-8", "44250-9", "loinc:44250-9 ", "snomed:44250-9"])
def test_a_code_that_is_not_surely_loinc_is_none(code: str) -> None:
    (one,) = resources([(at(TODAY, "09:00"), "measure", measure("x", 1, code=code))], "Observation")
    assert [coding["system"] for coding in one["code"]["coding"]] == ["urn:bedside-companion:measure"]


def test_the_check_digit_is_the_one_of_the_users_guide() -> None:
    known = ("44250-9", "44255-8", "44261-6", "55758-7", "69725-0", "70274-6", "72514-3", "48545-8")
    assert all(loinc_digit(code.partition("-")[0]) == int(code[-1]) for code in known)


@pytest.mark.parametrize(("taken", "status"), [(True, "completed"), (False, "not-taken"), (None, "unknown")])
def test_what_is_said_about_a_medicine_is_a_statement_of_the_resident(taken: bool | None, status: str) -> None:
    (one,) = resources([(at(TODAY, "08:30"), "measure", tablets(taken))], "MedicationStatement")
    assert (one["status"], one["medicationCodeableConcept"]["text"]) == (status, "Morning tablets")
    assert one["informationSource"] == one["subject"]
    assert ("statusReason" in one) is (taken is None)


def test_a_question_about_medicines_that_is_no_dose_is_an_observation() -> None:
    told: list[Told] = [(at(TODAY, "08:30"), "measure", measure("medicine.twice", True))]
    assert resources(told, "MedicationStatement") == []
    assert [one["valueBoolean"] for one in resources(told, "Observation")] == [True]


@pytest.mark.parametrize(
    ("label", "reason"),
    [("unsure", "asked-unknown"), ("did not want to say", "asked-declined"), ("no answer", "unknown")],
)
def test_an_answer_that_is_missing_says_why(label: str, reason: str) -> None:
    (one,) = resources([(at(TODAY, "08:30"), "measure", measure("x", None, label=label))], "Observation")
    assert one["dataAbsentReason"]["coding"][0]["code"] == reason
    assert not [name for name in one if name.startswith("value")]


def test_calls_for_help_say_whether_anybody_came() -> None:
    calls = {one["id"]: one for one in resources(a_day(), "Communication")}
    assert sorted(one["status"] for one in calls.values()) == ["completed", "in-progress", "not-done"]
    (done,) = [one for one in calls.values() if one["status"] == "completed"]
    assert (done["sent"][11:16], done["received"][11:16], done["priority"]) == ("02:10", "02:15", "stat")
    assert done["note"] == [{"text": "acknowledged by Rose"}]


def test_p10_the_guessed_mood_is_left_out() -> None:
    made = json.dumps(bundle(a_day()))
    assert "sadness" not in made
    assert "valence" not in made


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)
NAMES = "measure value unit label question certainty script version code mode id level category attempt by after_s"
scripts = st.sampled_from(["phq9", "pain", "morning", "", " ", "\n"])
hostile = st.dictionaries(st.sampled_from(NAMES.split()), json_values, max_size=9)
bodies = st.builds(lambda body, script: {"script": script, **body}, hostile, scripts)
kinds = st.sampled_from("measure alert acknowledge mood".split())


@given(told=st.lists(st.tuples(kinds, bodies), max_size=8), name=st.text(max_size=8))
@settings(max_examples=100, deadline=None)
def test_whatever_the_records_hold_the_bundle_is_valid(told: list[tuple[str, dict[str, Any]]], name: str) -> None:
    placed: list[Told] = [(at(TODAY, f"08:{place:02}"), kind, body) for place, (kind, body) in enumerate(told)]
    assert bundle(placed, name=name)["type"] == "collection"


def test_a_name_of_the_log_that_is_no_text_gives_a_valid_bundle() -> None:
    made = bundle(a_day(), log_id="a\ud800\x00b")
    assert "\ud800" not in json.dumps(made, ensure_ascii=False)

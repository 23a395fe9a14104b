"""The caregiver's summary: what it gathers, how it says it, and that it survives any record."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from summary_kit import EIGHT, Page, opened

from privacy.reader import OpenedRecord
from privacy.summary import Summary, handover, summarise, summary_fhir, summary_html, summary_json, summary_text
from privacy.summary.plain import FIELDS, TREND_FIELDS

MORNING: list[tuple[str, dict[str, Any]]] = [
    ("session", {"event": "started", "version": "0.1.0"}),
    (
        "measure",
        {
            "measure": "sleep",
            "value": True,
            "unit": "yes_no",
            "label": "yes",
            "question": "Slept well",
            "certainty": 0.9,
        },
    ),
    (
        "measure",
        {
            "measure": "pain",
            "value": 2,
            "unit": "0-4",
            "label": "moderate",
            "question": "Pain just now",
            "certainty": 0.4,
        },
    ),
    ("measure", {"measure": "breakfast", "value": None, "unit": "yes_no", "question": "Had breakfast"}),
    ("measure", {"measure": "medicine_white", "value": "taken", "label": "taken", "question": "White tablet"}),
    ("measure", {"measure": "medicine_blue", "value": "not taken", "label": "not taken", "question": "Blue tablet"}),
    ("mood", {"label": "sadness", "certainty": 0.8, "unsure": False, "valence": -0.5, "from": "words"}),
    ("mood", {"label": "joy", "certainty": 0.2, "unsure": True, "valence": 0.9, "from": "words"}),
    ("misunderstanding", {"what": "no_match", "state": "morning/pain"}),
    ("misunderstanding", {"what": "no_match", "state": "morning/pain"}),
    ("misunderstanding", {"what": "no_reply", "state": "morning/sleep"}),
    ("alert", {"id": "a1", "level": "emergency", "category": "fall", "attempt": 1, "at_s": 60.0}),
    ("alert", {"id": "a1", "level": "emergency", "category": "fall", "attempt": 2, "at_s": 120.0}),
    ("acknowledge", {"id": "a1", "by": "button", "after_s": 75.0}),
    ("acknowledge", {"id": "a1", "by": "Rose", "after_s": 300.0}),
    ("alert", {"id": "a2", "level": "urgent", "category": "chest_pain", "attempt": 1}),
    ("fault", {"part": "speaker", "what": "gone for 3 s"}),
    ("turn", {"said": "How are you?", "heard": "my porridge was cold", "state": "x", "outcome": "answered"}),
    ("notice", {"who": "clinician", "within": "same_day", "about": "A total of ten or more", "script": "phq8"}),
    ("initiative", {"script": "medicines", "what": "no answer"}),
    ("kind of the future", {"anything": [1, {"deep": None}]}),
]


def morning() -> Summary:
    return summarise(opened(MORNING))


def test_it_gathers_what_a_caregiver_needs() -> None:
    found = morning()
    assert [(one.question, one.answered) for one in found.measures] == [
        ("Slept well", True),
        ("Pain just now", True),
        ("Had breakfast", False),
    ]
    assert [(one.question, one.label) for one in found.medicines] == [
        ("White tablet", "taken"),
        ("Blue tablet", "not taken"),
    ]
    assert found.misunderstandings == {"no_match": 2, "no_reply": 1}
    assert (found.mood_guesses, found.unsure_share, found.valence) == (2, 0.5, -0.5)
    assert [(one.label, one.times) for one in found.moods] == [("sadness", 1)]
    assert (found.starts, found.unanswered, found.misunderstood) == (1, 1, 3)


def test_p6_an_alert_shows_who_came_first_or_that_nobody_did() -> None:
    fall, chest = morning().alerts
    assert (fall.acknowledged_by, fall.after_s, fall.attempts) == ("button", 75.0, 2)
    assert (chest.acknowledged_by, chest.after_s, chest.attempts) == ("", None, 1)
    for shown in (summary_text(morning()), summary_html(morning())):
        assert "acknowledged by button after 75 s" in shown
        assert "NOBODY HAS ACKNOWLEDGED" in shown
        assert "2 alerts (1 not acknowledged: chest pain)" in shown


NOTED: tuple[str, dict[str, Any]] = (
    "alert",
    {"id": "n1", "level": "watch", "category": "low_mood", "attempt": 0, "at_s": 9.0},
)


def test_a_call_and_a_note_are_counted_apart() -> None:
    found = summarise(opened([*MORNING, NOTED]))
    assert "2 alerts (1 not acknowledged: chest pain); 1 concern noted without a call;" in summary_text(found)
    assert [one.called for one in found.alerts] == [True, True, False]
    again = summarise(opened([NOTED, ("alert", {**NOTED[1], "attempt": 1})]))
    assert [(one.attempts, one.called) for one in again.alerts] == [(1, True)], "noted first, called then"


def test_an_answer_that_was_not_understood_is_not_called_no_answer() -> None:
    """The resident did answer; that the tablets were left out would be a wrong conclusion."""
    body = {"measure": "medicine.morning", "value": None, "label": "unsure", "question": "Morning tablets"}
    found = summarise(opened([("measure", body)]))
    for shown in (summary_text(found), summary_html(found)):
        assert "not sure" in shown
        assert "no answer" not in shown
        assert "understood every time" not in shown
    assert summary_text(found).splitlines()[3] == "No alerts; medicines: 1 not sure.", "the same thing is counted once"


def test_nothing_in_a_record_commands_the_terminal_or_forges_a_line() -> None:
    hostile = "well\n  08:00  EMERGENCY fall\x1b[2J\x9b1m\u202e\ud800"
    body = {"measure": "sleep", "value": hostile, "label": hostile, "question": hostile}
    text = summary_text(summarise(opened([("measure", body)])))
    assert not set(text) & set("\x1b\x9b\u202e\ud800")
    assert not [line for line in text.splitlines() if line.startswith("  08:00  EMERGENCY")]


def test_the_text_reads_as_it_should() -> None:
    assert summary_text(morning()) == (
        "Check-in summary: Monday 2 March 2026, 08:00 to 08:20\n"
        "Screening by voice, not a diagnosis.\n"
        "\n"
        "2 alerts (1 not acknowledged: chest pain); medicines: 1 taken, 1 not taken; 1\n"
        "thing to look at; 1 talk missed; 1 question without a clear answer.\n"
        "\n"
        "Night and day\n"
        "  Day: 2 alerts (1 not acknowledged); medicines: 1 taken, 1 not taken; 1 talk\n"
        "      missed; 1 talk held\n"
        "\n"
        "Alerts\n"
        "  08:15  URGENT chest pain; called once; NOBODY HAS ACKNOWLEDGED\n"
        "  08:11  EMERGENCY fall; called twice; acknowledged by button after 75 s\n"
        "\n"
        "To look at\n"
        "  08:05  Blue tablet: not taken\n"
        "  08:18  A total of ten or more (for the clinician, the same day)\n"
        "  medicines: no answer\n"
        "\n"
        "Observed: answers\n"
        "  08:01  Slept well: yes\n"
        "  08:02  Pain just now: moderate (2 on 0-4), heard with doubt; too few to\n"
        "      compare\n"
        "  08:03  Had breakfast: no answer\n"
        "\n"
        "Observed: medicines\n"
        "  08:04  White tablet: taken\n"
        "  08:05  Blue tablet: not taken\n"
        "\n"
        "Observed: what the resident agreed to\n"
        "  No agreement is on record in what this key may read; it may stand on paper.\n"
        "\n"
        "Inferred: mood (a guess)\n"
        "  Guessed from the words: unpleasant once. Certainty 80% on average. Unsure in 1\n"
        "      of 2 guesses.\n"
        "  Mood is a guess from single sentences, commands among them; it was not\n"
        "      observed, and it may be wrong.\n"
        "\n"
        "The device\n"
        "  The device did not understand 3 times (2 did not fit the question, 1 no\n"
        "      reply).\n"
        "  Started once.\n"
        "  08:16  speaker: gone for 3 s\n"
    )


def test_p7_every_form_says_what_it_is_not() -> None:
    found = morning()
    for shown in (summary_text(found), summary_html(found), json.dumps(summary_json(found))):
        assert "Screening by voice, not a diagnosis." in shown


def test_p3_verbatim_words_are_not_in_a_summary() -> None:
    found = morning()
    for shown in (summary_text(found), summary_html(found), json.dumps(summary_json(found))):
        assert "porridge" not in shown


def test_numbers_out_of_this_world_are_shown_or_passed_over() -> None:
    huge = 10**400
    bodies = [
        ("measure", {"measure": "pain", "value": huge, "unit": "0-4", "certainty": huge}),
        ("measure", {"measure": "pain", "value": float("nan"), "unit": "0-4", "certainty": float("nan")}),
        ("alert", {"id": "a", "attempt": float("nan")}),
        ("acknowledge", {"id": "a", "after_s": float("inf")}),
    ]
    found = summarise(opened(bodies))
    assert max(map(len, summary_text(found).splitlines())) <= 80
    assert (found.alerts[0].attempts, found.alerts[0].after_s) == (1, None)
    assert Page(summary_html(found)).open == []


def test_nothing_at_all_is_a_summary_too() -> None:
    empty = summarise([])
    assert "no records in this time" in summary_text(empty)
    assert "No mood was guessed." in summary_html(empty)
    assert summary_json(empty)["unsure_share"] is None


def test_p9_silence_is_not_an_all_clear() -> None:
    empty = summarise([])
    for shown in (summary_text(empty), summary_html(empty)):
        assert "Nothing was recorded in this time; see whether the device is on." in shown
        assert "No alerts;" not in shown
    assert '<p class="headline alarm"' in summary_html(empty)
    assert '<p class="headline"' in summary_html(summarise(opened(MORNING[:3])))
    assert '<p class="headline alarm"' in summary_html(summarise(opened(MORNING[:3]), damaged=1)), "what is lost?"


def test_altered_records_are_said_to_be_missing() -> None:
    found = summarise(opened(MORNING), damaged=2)
    assert "2 records left out as altered" in summary_text(found)
    assert "2 altered records were left out" in summary_html(found)
    assert "1 record left out as altered" in summary_text(summarise([], damaged=1)).splitlines()[3]
    assert "1 altered record was left out" in summary_html(summarise([], damaged=1))


def test_more_than_a_day_shows_the_day_of_each_line() -> None:
    records = opened(MORNING[:3])
    later = OpenedRecord(
        sequence=9, at=EIGHT + timedelta(days=3), kind="fault", scope="safety", body={"part": "screen"}
    )
    assert "  Mon 2 Mar 08:01  Slept well: yes\n" in summary_text(summarise([*records, later]))


def test_the_page_is_self_contained_and_well_formed() -> None:
    page = Page(summary_html(morning()))
    assert page.open == []
    assert page.links == [], "nothing is loaded and nothing is run"
    assert "script" not in page.tags
    assert page.tags.count("h1") == page.tags.count("main") == 1
    assert "url(" not in page.words
    assert "@import" not in page.words


HOSTILE = "\"><script>alert(1)</script><img src=x onerror=1>'&lt;$note"


def test_every_value_is_escaped() -> None:
    names = "measure question label unit what part level category id by value"
    fields = dict.fromkeys(names.split(), HOSTILE)
    kinds = "measure alert acknowledge fault mood misunderstanding"
    records = opened([(kind, dict(fields)) for kind in kinds.split()])
    records += opened([("measure", {**fields, "measure": "medicine" + HOSTILE})])
    page = Page(summary_html(summarise(records)))
    assert "script" not in page.tags
    assert "img" not in page.tags
    assert page.links == []
    assert page.words.count("alert(1)") >= 10


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)
NAMES = (
    "measure value unit label question certainty id level category attempt by after_s event part what unsure valence"
    " script version code mode who role about within purpose person given"
)
KINDS = "measure mood misunderstanding alert acknowledge session fault turn notice initiative audit consent other"
names = st.sampled_from(NAMES.split())
kinds = st.sampled_from(KINDS.split())


@given(bodies=st.lists(st.tuples(kinds, st.dictionaries(names, json_values, max_size=6)), max_size=6))
@settings(max_examples=100, deadline=None)
def test_any_body_at_all_gives_a_summary(bodies: list[tuple[str, Mapping[str, Any]]]) -> None:
    found = summarise(opened([(kind, dict(body)) for kind, body in bodies]), reader="Rose")
    assert Page(summary_html(found)).open == []
    assert max(map(len, summary_text(found).splitlines())) <= 80
    assert json.loads(json.dumps(summary_json(found), allow_nan=False))["records"] == sum(
        kind != "audit" for kind, _ in bodies
    )
    assert json.loads(json.dumps(summary_fhir(found, log_id="a" * 32), allow_nan=False))["type"] == "collection"
    assert handover(found).endswith("not a diagnosis.")


def test_the_fields_for_other_programs_are_the_documented_ones() -> None:
    found = summary_json(morning())
    assert list(found) == list(FIELDS)
    assert all([*FIELDS.values(), *TREND_FIELDS.values()])
    trend = found["misunderstood_trend"]
    assert isinstance(trend, dict)
    assert list(trend) == list(TREND_FIELDS)
    assert str(found["headline"]) in " ".join(summary_text(morning()).split())
    nan = summarise(opened([("measure", {"measure": "pain", "value": float("nan")})]))
    assert json.loads(json.dumps(summary_json(nan), allow_nan=False))["measures"][0]["value"] is None

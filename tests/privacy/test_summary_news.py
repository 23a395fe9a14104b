"""What a summary says first, and what it must not call quiet."""

from __future__ import annotations

from summary_kit import EIGHT, opened

from privacy.reader import OpenedRecord
from privacy.summary import handover, summarise, summary_html, summary_text


def test_who_opened_the_log_is_told() -> None:
    body = {"who": "Rose", "role": "caregiver", "what": "summary", "scopes": ["summary"]}
    found = summarise(opened([("audit", body), ("audit", body), ("audit", {**body, "who": "Tom", "role": ""})]))
    for shown in (summary_text(found), summary_html(found)):
        assert "Opened twice by Rose (caregiver) for: summary." in shown
        assert "Opened once by Tom for: summary." in shown


def test_p9_opening_the_log_and_erasing_from_it_are_no_signs_of_life() -> None:
    audit = {"who": "Rose", "role": "caregiver", "what": "summary"}
    erased = OpenedRecord(sequence=9, at=EIGHT, kind="erase", scope="open", body={"why": "asked"})
    found = summarise([*opened([("audit", audit)]), erased])
    for shown in (summary_text(found), summary_html(found)):
        assert "Nothing was recorded in this time; see whether the device is on." in shown
        assert "Opened once by Rose" in shown
        assert "asked" not in shown
    assert found.stretches == ()
    assert "Nothing was recorded" in handover(found)


def test_a_device_that_is_on_and_hears_nobody_says_so() -> None:
    found = summarise(opened([("session", {"event": "started"})]))
    assert summary_text(found).splitlines()[3].startswith("No talks in what this key may read; no alerts;")


def test_what_cannot_wait_is_looked_at_first() -> None:
    notices = [("hour", "not safe"), ("summary", "light"), ("same_day", "a score"), ("summary", "the path")]
    bodies = [("notice", {"who": "caregiver", "within": within, "about": about}) for within, about in notices]
    found = summarise(opened([*bodies, ("measure", {"measure": "pain"})]))
    text = summary_text(found)
    assert sorted(("not safe", "a score", "the path", "light"), key=text.index) == [
        "not safe",
        "a score",
        "the path",
        "light",
    ]
    assert "To look at: not safe." in handover(found)


def test_p6_a_call_goes_before_the_silence_around_it() -> None:
    found = summarise(opened([("alert", {"id": "a1", "level": "emergency", "category": "help_button"})]))
    headline = summary_text(found).splitlines()[3]
    assert headline.startswith("1 alert (1 not acknowledged: help button); no talks in what this key may read;")


def test_a_double_dose_stands_out() -> None:
    body = {"measure": "medicine.twice", "value": True, "label": "yes", "question": "Tablets may have been taken twice"}
    found = summarise(opened([("measure", body)]))
    assert "Tablets may have been taken twice: yes" in summary_text(found).splitlines()[3]
    assert '<p class="headline alarm"' in summary_html(found)
    assert "Tablets may have been taken twice" in handover(found)

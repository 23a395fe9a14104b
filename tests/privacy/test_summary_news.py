"""What a summary says first, and what it must not call quiet."""

from __future__ import annotations

from summary_kit import EIGHT, Page, opened

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
    assert summary_text(found).splitlines()[3].startswith("No talks in what this key may read; no alerts")


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
    assert headline.startswith("1 alert (1 not acknowledged: help button); no talks in what this key may read")


def test_a_double_dose_stands_out() -> None:
    body = {"measure": "medicine.twice", "value": True, "label": "yes", "question": "Tablets may have been taken twice"}
    found = summarise(opened([("measure", body)]))
    assert "Tablets may have been taken twice: yes" in summary_text(found).splitlines()[3]
    assert '<p class="headline alarm"' in summary_html(found)
    assert "Tablets may have been taken twice" in handover(found)


NOTED = ("alert", {"id": "n1", "level": "watch", "category": "low_mood", "attempt": 0, "at_s": 9.0})


def test_many_old_notes_give_way_to_an_old_open_alert() -> None:
    notes = [("alert", {**NOTED[1], "id": f"n{number}"}) for number in range(40)]
    text = summary_text(summarise(opened([("alert", {"id": "open", "level": "urgent", "category": "fall"}), *notes])))
    assert text.count("noted, nobody was called") == 14
    assert text.count("NOBODY HAS ACKNOWLEDGED") == 1
    assert "and 26 earlier ones, acknowledged or only noted" in text
    assert text.index("NOBODY") < text.index("noted, nobody was called")


def test_a_danger_confirmed_stands_out() -> None:
    def page(value: object, label: str) -> str:
        body = {"measure": "safety.hurt", "value": value, "label": label, "question": "Somebody hurts the resident"}
        return summary_html(summarise(opened([("measure", body)])))

    assert '<strong class="alarm">yes</strong>' in page(True, "yes")
    assert "alarm" not in page(False, "no").partition("<tbody>")[2]


def test_a_month_stays_one_page() -> None:
    month = []
    for day in range(30):
        pain = None if day % 10 == 9 else day % 4
        body = {"measure": "pain", "value": pain, "unit": "0-4", "label": "" if pain is None else "some pain"}
        month += [("measure", {**body, "question": "Pain just now"})]
        month += [("alert", {"id": f"a{day}", "level": "watch", "category": "sleep"}), ("fault", {"part": "screen"})]
        month += [("acknowledge", {"id": f"a{day}", "by": "Rose"})] if day != 3 else []
    found = summarise(opened(month))
    text = summary_text(found)
    assert "Pain just now: some pain (0 on 0-4); 27 of 30 answered, from 0 to 3" in " ".join(text.split())
    assert text.count("NOBODY HAS ACKNOWLEDGED") == 1, "the open one is shown however old"
    assert "and 15 earlier ones, acknowledged or only noted" in text
    assert len(text.splitlines()) < 66
    assert Page(summary_html(found)).tags.count("tr") < 45


def test_p7_what_was_only_noted_is_no_call_and_waits_for_nobody() -> None:
    found = summarise(opened([NOTED]))
    assert (found.alerts[0].attempts, found.alerts[0].called) == (0, False)
    assert "WATCH low mood; noted, nobody was called\n" in summary_text(found)
    assert (
        summary_text(found)
        .splitlines()[3]
        .startswith("No talks in what this key may read; no alerts; 1 concern noted without a")
    )
    page = summary_html(found)
    assert "noted, nobody was called" in page
    assert '<p class="headline"' in page, "not the alarm's colour"
    for shown in (summary_text(found), page):
        assert "NOBODY HAS ACKNOWLEDGED" not in shown
        assert "called once" not in shown

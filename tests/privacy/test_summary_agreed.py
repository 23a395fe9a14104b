"""What the resident agreed to, and that a summary never looks like silence to whom the answers are not shown."""

from __future__ import annotations

from datetime import timedelta

from summary_kit import TODAY, Told, an_ordinary_day, at, consent, measure, pain, sealed

from privacy.summary import Summary, handover, summarise, summary_html, summary_json, summary_text

YESTERDAY = TODAY - timedelta(days=1)
WITHHELD = "Answers are not shared with you since Sun 1 Mar, 15:01"
ASKED: list[Told] = [
    (at(YESTERDAY, "10:00"), "consent", consent("diary", True)),
    (at(YESTERDAY, "10:01"), "consent", consent("share", True)),
    (at(YESTERDAY, "10:01"), "consent", consent("share_with", True, "Rose")),
    (at(YESTERDAY, "10:02"), "consent", consent("mood", True)),
    (at(YESTERDAY, "10:03"), "consent", consent("voice_mood", False)),
]
REFUSED: Told = (at(YESTERDAY, "15:01"), "consent", consent("share_with", False, "Rose"))


def roses(told: list[Told], days: int = 1) -> Summary:
    return summarise(sealed(told), since=TODAY - timedelta(days=days - 1), reader="Rose")


def test_who_is_refused_is_told_so_and_not_that_nothing_happened() -> None:
    opening: Told = (at(TODAY, "11:00"), "audit", {"who": "Rose", "role": "caregiver", "what": "summary"})
    found = roses([*ASKED, REFUSED, opening])
    text = summary_text(found)
    assert text.splitlines()[3] == f"{WITHHELD}; no alerts."
    assert "Nothing was recorded" not in text
    assert "no talks" not in text
    assert text.startswith("Check-in summary: not shared with you\n")
    assert text.count("  not shared with you\n") == 4, "nights and days, to look at, answers, medicines"
    assert text.count("  Not shared with you.\n") == 2, "mood, and how often the device did not understand"
    page = summary_html(found)
    assert page.count("<p>Not shared with you.</p>") == 6
    assert '<p class="headline" role="status">' in page, "a choice is no alarm"
    assert handover(found).startswith("Hand-over. Answers are not shared with you. No alerts.")


def test_an_open_call_goes_before_what_is_not_shared() -> None:
    found = roses([*ASKED, REFUSED, (at(TODAY, "09:00"), "alert", {"id": "a", "level": "urgent", "category": "fall"})])
    assert summary_text(found).splitlines()[3].startswith("1 alert (1 not acknowledged: fall); answers are not shared")
    (day,) = found.stretches
    assert day.withheld
    assert "  Day: 1 alert (1 not acknowledged); answers not shared with you\n" in summary_text(found)


def test_what_was_shared_before_is_still_shown() -> None:
    found = roses([*ASKED, (at(YESTERDAY, "11:00"), "measure", pain(1)), REFUSED], days=2)
    text = summary_text(found)
    assert text.splitlines()[3].startswith(f"{WITHHELD}; no alerts;")
    assert "How strong is the pain: mild (1 of 4)" in text
    assert "not shared with you\n" not in text


def test_who_may_see_the_answers_hears_nothing_about_it() -> None:
    again: Told = (at(YESTERDAY, "16:00"), "consent", consent("share_with", True, "Rose"))
    found = roses([*ASKED, REFUSED, again, *an_ordinary_day(TODAY)])
    assert "not shared with you" not in summary_text(found)
    assert [(one.at.hour, one.state) for one in found.access] == [(10, "yes"), (15, "no"), (16, "yes")]


def test_sharing_that_ends_for_all_ends_for_each() -> None:
    ended: Told = (at(YESTERDAY, "15:01"), "consent", consent("share", False))
    found = roses([*ASKED, ended])
    assert WITHHELD in summary_text(found)
    assert "Sharing the answers: no (Sun 1 Mar, 15:01)" in summary_text(found)
    assert "with Rose: yes" not in summary_text(found)


def test_asked_again_and_refused_again_it_is_since_the_first_time() -> None:
    again: Told = (at(TODAY, "09:00"), "consent", consent("share_with", False, "Rose"))
    assert WITHHELD in summary_text(roses([*ASKED, REFUSED, again]))


def test_a_reader_nobody_was_asked_about_is_told_so() -> None:
    told = "Answers are not shared with you: the resident has not been asked about you; no"
    beth = summarise(sealed(ASKED), since=TODAY, reader="Beth")
    assert told in " ".join(summary_text(beth).split())
    on_paper: list[Told] = [(at(YESTERDAY, "10:00"), "consent", consent("diary", True))]
    assert summarise(sealed(on_paper), since=TODAY, reader="Beth").access == ()
    assert "Nothing was recorded" in summary_text(summarise(sealed(on_paper), since=TODAY, reader="Beth"))


def test_nothing_is_kept_back_from_the_resident() -> None:
    found = summarise(sealed([*ASKED, REFUSED, *an_ordinary_day(TODAY)]), since=TODAY)
    assert found.access == ()
    assert "not shared with you" not in summary_text(found)


def test_what_was_agreed_to_stands_in_every_form_however_long_ago() -> None:
    found = summarise(sealed([*ASKED, REFUSED, (at(TODAY + timedelta(days=400), "09:00"), "measure", measure("a", 1))]))
    today = summarise(sealed([*ASKED, REFUSED]), since=TODAY)
    lines = [
        "Keeping a diary: yes (Sun 1 Mar, 10:00)",
        "Sharing the answers with Rose: no (Sun 1 Mar, 15:01)",
        "Guessing the mood from the words: yes (Sun 1 Mar, 10:02)",
        "Guessing the mood from the voice: no (Sun 1 Mar, 10:03)",
    ]
    assert "\n".join(f"  {line}" for line in lines) in summary_text(today)
    assert "; ".join(lines) in summary_html(today)
    assert "Keeping a diary: yes (Sun 1 Mar 2026, 10:00)" in summary_text(found), "long ago"
    agreed = summary_json(today)["agreed"]
    assert isinstance(agreed, list)
    assert agreed[0] == {"purpose": "diary", "person": "", "given": True, "at": "2026-03-01T10:00:00+00:00"}

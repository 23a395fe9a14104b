"""The summary as a page: its plots, its colours, one sheet of paper, a telephone, and names that mean no good."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from datetime import timedelta
from html import escape
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest
from summary_kit import TODAY, Page, Told, an_ordinary_day, at, days_before, measure, pain, phq9, sealed, slept, tablets

from privacy.summary import Summary, summarise, summary_html
from privacy.summary.plots import described, scale

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
LONG = "Moving or speaking so slowly that other people could have noticed? Or the opposite, being so fidgety "


def a_busy_time(days: int) -> Summary:
    """Seventy ordinary days, and a last one on which everything happens."""
    told: list[Told] = [*days_before(70), *an_ordinary_day(TODAY, strength=4), *phq9(TODAY)]
    for number in range(20):
        clock = f"{number:02}:30"
        told += [(at(TODAY, clock), "alert", {"id": f"a{number}", "level": "urgent", "category": "chest_pain"})]
        told += [(at(TODAY, clock), "measure", measure(f"more.{number}", number % 5, question=LONG, unit="of 4"))]
        told += [(at(TODAY, clock), "measure", tablets(number % 2 == 0, f"number {number}"))]
        told += [(at(TODAY, clock), "notice", {"who": "clinician", "within": "same_day", "about": LONG})]
        told += [(at(TODAY, clock), "fault", {"part": "speaker", "what": "gone for 3 s"})]
        told += [(at(TODAY, clock), "audit", {"who": f"Rose {number}", "role": "caregiver", "what": "summary"})]
    told += [(at(TODAY, "09:00"), "acknowledge", {"id": f"a{number}", "by": "Rose"}) for number in range(14)]
    return summarise(sealed(told), since=TODAY - timedelta(days=days - 1), name="Edith")


def browse(folder: Path, page: str, *words: str) -> str:
    """Open a page in headless Chromium; what it wrote."""
    assert CHROMIUM is not None
    file = folder / "page.html"
    file.write_text(page, encoding="utf-8")
    safe = ["--no-sandbox"] if os.geteuid() == 0 else []
    profile = f"--user-data-dir={folder / 'profile'}"
    line = [CHROMIUM, "--headless", "--disable-gpu", profile, *safe, *words, file.as_uri()]
    return subprocess.run(line, check=True, capture_output=True, timeout=60).stdout.decode()


@browser
@pytest.mark.parametrize("days", [1, 7, 30])
def test_a_busy_time_is_printed_on_one_sheet(days: int, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.pdf"
    browse(tmp_path, summary_html(a_busy_time(days)), "--no-pdf-header-footer", f"--print-to-pdf={sheet}")
    printed = sheet.read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    (box,) = set(re.findall(rb"/MediaBox\s*\[([^\]]*)\]", printed))
    assert [round(float(one)) for one in box.split()] == [0, 0, 595, 842], "A4"


@browser
def test_nothing_is_wider_than_a_telephone(tmp_path: Path) -> None:
    inner = escape(summary_html(a_busy_time(7)))
    measured = (
        f'<iframe id="it" style="width:390px;height:800px;border:0" srcdoc="{inner}"></iframe><script>'
        "onload = () => { const page = document.getElementById('it').contentDocument.documentElement;"
        " document.title = 'wide ' + page.scrollWidth; }</script>"
    )
    assert "<title>wide 375</title>" in browse(tmp_path, measured, "--dump-dom", "--window-size=800,900")


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block))


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_have_the_contrast_of_wcag_aa(scheme: int) -> None:
    style = files("privacy.summary").joinpath("page.html").read_text(encoding="utf-8")
    found = colours(re.findall(r":root \{(.*?)\}", style, re.DOTALL)[scheme])
    for ink in ("ink", "soft", "alarm", "good"):
        assert contrast(found[ink], found["paper"]) >= 4.5, ink
    for ground in ("calm", "alarmed", "guess"):
        assert contrast(found["ink"], found[ground]) >= 4.5, ground
    assert contrast(found["soft"], found["guess"]) >= 4.5
    for line in ("mark", "edge"):
        assert contrast(found[line], found["paper"]) >= 3, line
    assert contrast(found["ink"], found["band"]) >= 3, "a dot on the band"
    assert contrast(found["mark"], found["band"]) >= 3, "a gap on the band"


def pain_page(values: list[int | None], days: int = 7) -> str:
    told: list[Told] = [
        (at(TODAY - timedelta(days=back), "08:30"), "measure", pain(value)) for back, value in enumerate(values)
    ]
    return summary_html(summarise(sealed(told), since=TODAY - timedelta(days=days - 1)))


def test_a_plot_has_a_dot_a_day_a_cross_where_nothing_was_answered_and_a_band() -> None:
    page = pain_page([2, None, 1, 2, None, 3, 2, 1, 2, 3, 1, 2])
    assert (page.count("<circle"), page.count('class="gap"'), page.count('class="band"')) == (10, 2, 1)
    assert page.count('class="since"') == 1
    heights = [float(one) for one in re.findall(r'cy="([\d.]+)"', page)]
    assert len(set(heights)) == 3
    places = [float(one) for one in re.findall(r'cx="([\d.]+)"', page)]
    assert all(one < other for one, other in pairwise(places)), "oldest at the left"
    assert pain_page([2, 2, 2]).count('class="band"') == 0, "too few days for a band"
    assert "<svg" not in pain_page([2])


def test_a_plot_has_a_scale_and_its_first_and_last_day() -> None:
    page = pain_page([2, None, 1, 2, 1, 3, 2, 1, 2, 3, 1, 2])
    (svg,) = re.findall(r"<svg.*?</svg>", page)
    assert re.findall(r"<text[^>]*>([^<]+)</text>", svg) == ["0", "4", "19 Feb", "2 Mar"]
    assert svg.count('class="axis"') == 1
    assert '<th scope="col">Day by day, 19 Feb to 2 Mar</th>' in page


def test_plots_of_one_page_have_one_axis() -> None:
    told: list[Told] = [(at(TODAY - timedelta(days=n), "08:30"), "measure", pain(n % 3)) for n in range(12)]
    told += [(at(TODAY - timedelta(days=n), "08:31"), "measure", slept(1)) for n in (3, 4)]
    page = summary_html(summarise(sealed(told)))
    assert page.count(">19 Feb</text>") == page.count(">2 Mar</text>") == 2


def test_there_is_no_legend_for_what_is_not_drawn() -> None:
    assert "Plots:" not in pain_page([2])
    few = pain_page([2, 1, 2])
    assert "Plots: a dot is a day's answer." in few.replace("&#x27;", "'")
    assert "cross" not in few.partition("</style>")[2]
    assert "a cross a day without one" in pain_page([2, None, 2])
    assert "the band what is usual" in pain_page([2, 1, 2, 1, 2, 1, 1, 1], days=1)


def test_a_plot_is_told_in_words_and_in_a_table() -> None:
    page = pain_page([2, None, 1, 2, 1, 3, 2, 1, 2, 3, 1, 2])
    words = (
        "How strong is the pain, Thu 19 Feb to Mon 2 Mar: from 1 to 3, latest 2; usual 1 to 2; 1 day without an answer"
    )
    assert f"<title>{words}</title>" in page
    heard = page.partition('<table class="heard">')[2]
    assert '<th scope="row">Sun 1 Mar</th><td>no answer</td>' in heard
    assert '<th scope="row">Mon 2 Mar</th><td>2</td>' in heard


def test_scales_that_units_name() -> None:
    assert [scale(unit) for unit in ("of 4", "0-4", "1 to 3")] == [(0, 4), (0, 4), (1, 3)]
    assert [scale(unit) for unit in ("hours", "", "of 0", "of four", "4-0", "of 99999999999")] == [None] * 6


def test_words_are_plotted_as_nothing() -> None:
    told: list[Told] = [(at(TODAY, "08:30"), "measure", measure("pain.place", "knee"))]
    found = summarise(sealed(told))
    assert "<svg" not in summary_html(found)
    assert described(found.series[0]) == "no numbers"


def test_the_worst_stands_on_the_sheet_and_what_is_left_out_is_counted() -> None:
    page = summary_html(a_busy_time(7))
    assert "20 alerts (6 not acknowledged: chest pain)" in page
    assert page.count("NOBODY HAS ACKNOWLEDGED") == 6
    assert "higher than usual on the latest day" in page
    assert re.search(r"And \d+ more questions and 5 single answers of questionnaires, not on this sheet\.", page)
    assert "And 18 more." in page, "openings"
    many: list[Told] = [(at(TODAY, "09:00"), "alert", {"id": f"a{n}", "level": "urgent"}) for n in range(30)]
    assert "AND 23 MORE THAT NOBODY HAS ACKNOWLEDGED." in summary_html(summarise(sealed(many)))


HOSTILE = "\"><script>alert(1)</script><img src=x onerror=1>'&lt;$note</title></svg>"


def test_names_labels_and_plots_are_escaped() -> None:
    told: list[Told] = [
        (at(TODAY - timedelta(days=n), "08:30"), "measure", {**slept(1), "question": HOSTILE, "unit": HOSTILE})
        for n in range(9)
    ]
    told += [(at(TODAY, "09:00"), "audit", {"who": HOSTILE, "role": HOSTILE, "what": HOSTILE})]
    told += [(at(TODAY, "09:00"), "initiative", {"script": HOSTILE, "what": HOSTILE})]
    told += [(at(TODAY, "09:00"), "notice", {"who": HOSTILE, "about": HOSTILE})]
    content = summary_html(summarise(sealed(told), name=HOSTILE))
    page = Page(content)
    assert (page.open, page.links) == ([], [])
    assert not {"script", "img"} & set(page.tags)
    assert page.words.count("alert(1)") >= 6
    assert "<svg" in content


def test_the_page_asks_for_nothing_and_follows_light_and_dark() -> None:
    content = summary_html(a_busy_time(1))
    assert not re.search(r"https?:|url\(|@import|<link|<script", content)
    assert "default-src 'none'; style-src 'unsafe-inline'" in content
    assert "prefers-color-scheme: dark" in content
    assert "@page { size: A4;" in content

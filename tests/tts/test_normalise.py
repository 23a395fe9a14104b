"""Text as a person reads it aloud: times, dates, doses, numbers to call; and nothing else is touched."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.tts.normalise import read_aloud
from companion.tts.normalise.lexicon import medicines

TIMES = {
    "Take it at 08:30.": "Take it at half past eight in the morning.",
    "Take it at 8.30am.": "Take it at half past eight in the morning.",
    "At 8 p.m. Then sleep.": "At eight o'clock in the evening. Then sleep.",
    "at 8 p.m. with food": "at eight o'clock in the evening with food",
    "Come at 8:30.": "Come at half past eight.",
    "come at 10.15": "come at quarter past ten",
    "14:05": "five past two in the afternoon",
    "14:07": "seven minutes past two in the afternoon",
    "17:45": "quarter to six in the afternoon",
    "7:05 in the morning": "five past seven in the morning",
    "00:00": "midnight",
    "12pm": "midday",
    "12:30 am": "half past midnight",
    "23:45": "quarter to midnight",
    "9-11am": "9 to eleven o'clock in the morning",
    "9am-5pm": "nine o'clock in the morning to five o'clock in the afternoon",
    "08:00, 12:00 and 20:00": "eight o'clock in the morning, midday and eight o'clock in the evening",
    "12:00": "twelve o'clock",
    "8:00 o'clock": "eight o'clock",
    "0830 hrs": "half past eight in the morning",
    "tomorrow a.m. early": "tomorrow morning early",
}
DATES = {
    "2026-11-23": "the 23rd of November 2026",
    "23/11/2026": "the 23rd of November 2026",
    "11/23/2026": "the 23rd of November 2026",
    "03/04/2026": "the 3rd of April 2026",
    "23-11-2026": "the 23rd of November 2026",
    "3.4.26": "the 3rd of April 2026",
    "31/12/45": "the 31st of December nineteen forty-five",
    "on Mon 23 Nov. Then": "on Monday, the 23rd of November. Then",
    "on 3/4": "on the 3rd of April",
    "Sat 5 Dec": "Saturday, the 5th of December",
    "Nov 2, 2026": "November the 2nd, 2026",
    "12 May": "the 12th of May",
    "11th Jan": "the 11th of January",
    "Mon-Fri": "Monday to Friday",
    "Open Mon-Fri.": "Open Monday to Friday.",
    "Mon/Wed/Sun": "Monday, Wednesday, Sunday",
    "1 Sept. Then": "the 1st of September. Then",
    "Mon, Wed and Fri": "Monday, Wednesday and Friday",
    "born in 1948": "born in nineteen forty-eight",
    "in 1906": "in nineteen oh six",
    "since 1900": "since nineteen hundred",
    "the 1950s": "the nineteen fifties",
    "in her 80s": "in her eighties",
}
DOSES = {
    "5mg": "5 milligrams",
    "1 mg": "1 milligram",
    "500mcg": "500 micrograms",
    "5 µg": "5 micrograms",
    "10ml": "10 millilitres",
    "800 IU": "800 international units",
    "10U": "10 units",
    "a 5-mg tablet": "a 5-milligram tablet",
    "2.5 mg": "2 and a half milligrams",
    ".5 ml": "half a millilitre",
    "0.5 ml": "half a millilitre",
    "0.5 hours": "half an hour",
    "0.25 mg": "0.25 milligrams",
    ".25 mg": "0.25 milligrams",
    "5.0 mg": "5 milligrams",
    "1.0 mg": "1 milligram",
    "2,5 mg": "2 and a half milligrams",
    "250mg/5ml": "250 milligrams in 5 millilitres",
    "5 mg/day": "5 milligrams per day",
    "5mg-10mg": "5 milligrams to 10 milligrams",
    "1/2 tablet": "half a tablet",
    "1½ tablets": "1 and a half tablets",
    "1 1/2 ml": "1 and a half millilitres",
    "¼ of a tablet": "a quarter of a tablet",
    "3/4 hour": "three quarters of an hour",
    "1-2 tablets": "1 to 2 tablets",
    "1–2 tablets": "1 to 2 tablets",
    "1/2-1 tablet": "a half to 1 tablet",
    "10 000 steps": "10,000 steps",
    "2 x 500mg": "2 lots of 500 milligrams",
    "Nov 5 mg": "Nov 5 milligrams",
    "10st 4lb": "10 stone 4 pounds",
    "85-yr-old": "85-year-old",
}
PRESCRIPTIONS = {
    "500 mcg b.d.": "500 micrograms twice a day.",
    "1 t.d.s. with food": "1 three times a day with food",
    "2 tabs prn": "2 tablets when needed",
    "5 ml o.d. nocte": "5 millilitres once a day at night",
    "2 puffs BD": "2 puffs twice a day",
    "2x daily": "twice a day",
    "x 2 daily": "twice a day",
    "x3/day": "3 times a day",
    "1 tablet x 7 days": "1 tablet for 7 days",
    "q4h": "every 4 hours",
    "every 4 hrs": "every 4 hours",
}
MEASURES = {
    "It is 120/80 mmHg.": "It is 120 over 80.",
    "BP 85/50": "BP 85 over 50",
    "pain 7/10": "pain 7 out of 10",
    "37.5 °C": "37.5 degrees Celsius",
    "98.6°F": "98.6 degrees Fahrenheit",
    "37,5 °C": "37.5 degrees Celsius",
    "£3.50": "3 pounds 50",
    "£1.05": "1 pound and 5 pence",
    "£0.50": "50 pence",
    "$5.25": "5 dollars and 25 cents",
    "£2m": "2 million pounds",
    "50 %": "50 percent",
    "co-codamol 30/500": "co-codamol 30, 500",
}
PHONES = {
    "Call 999 now": "Call nine nine nine now",
    "Dial 911.": "Dial nine one one.",
    "Ring 111 or 112.": "Ring one one one or one one two.",
    "call 999, 112 or 111": "call nine nine nine, one one two or one one one",
    "0800 123 4567": "zero eight zero zero, one two three, four five six seven",
    "07700900123": "zero seven seven zero zero, nine zero zero, one two three",
    "+44 20 7946 0958": "plus four four, two zero, seven nine four six, zero nine five eight",
    "(555) 123-4567": "five five five, one two three, four five six seven",
    "call us on 111": "call us on one one one",
    "ring 116 123": "ring one one six, one two three",
}
THE_REST = {
    "tea, e.g. mint": "tea, for example mint",
    "E.g. mint": "For example mint",
    "Max. 8 a day": "Maximum 8 a day",
    "1/2 past 8": "half past 8",
    "milk etc.": "milk and so on.",
    "approx. 5": "about 5",
    "no. 5": "number 5",
    "#5": "number 5",
    "Ms Smith": "Mizz Smith",
    "12 High St, Leeds": "12 High Street, Leeds",
    "an ECG": "an E-C-G",
    "AB1 2CD": "A-B 1, 2 C-D",
    "B12 5MG": "B12 5 milligrams",
    "bread & butter": "bread and butter",
    "bread&butter": "bread and butter",
    "me@home": "me at home",
    "temp > 38": "temp more than 38",
    "left → right": "left to right",
    "3 x 5": "3 times 5",
    "24/7": "day and night",
}
READ = TIMES | DATES | DOSES | PRESCRIPTIONS | MEASURES | PHONES | THE_REST

UNTOUCHED = (
    "",
    "Good morning, Margaret. Did you sleep well?",
    "  two spaces,\n and a line ",
    "COVID-19",
    "a check-in at nine",
    "room 12A",
    "on 101 trains",
    "It is 8 am I late?",
    "Sat 5 minutes",
    "Flat 3/2",
    "The score was 5-4.",
    "No. It is 5.",
    "room 5g",
    "999 tablets",
    "111 over 70",
    "1948 steps",
    "in 1948 steps",
    "vitamin B12",
    "A score of 3 out of 10",
    "They won 3-1",
    "10-20-30",
    "version 2.50",
    "John 3:16",
    "I may have had it",
    "You may 5 times",
    "Sat down in the sun",
    "bid for it",
    "5 tablets on Monday",
    "Go to A&E",
    "Dr Jones, Mrs Smith and St Mary's, NHS, GP",
    "2 + 3 = 5",
    "20 percent off",
)


@pytest.mark.parametrize(("text", "read"), READ.items())
def test_it_is_read_as_people_say_it(text: str, read: str) -> None:
    assert read_aloud(text) == read


@pytest.mark.parametrize("text", UNTOUCHED)
def test_what_is_nothing_of_that_kind_stays(text: str) -> None:
    assert read_aloud(text) == text


@pytest.mark.parametrize("text", READ)
def test_what_has_been_read_is_not_read_again(text: str) -> None:
    assert read_aloud(read_aloud(text)) == read_aloud(text)


PIECES = st.sampled_from(
    [
        *READ,
        *UNTOUCHED,
        *" .,/-–:½x81#£&@<",
        " 30 ",
        "mg",
        "am",
        "p.m.",
        "°C",
        " the ",
        "Nov",
        "Sat ",
        "bd",
        "ſ",
        "ı",
        "٥",
    ]
)


@given(st.lists(PIECES, max_size=8).map("".join))
def test_any_mixture_can_be_read_and_grows_only_so_far(text: str) -> None:
    assert len(read_aloud(text)) <= 12 * len(text) + 40


@given(st.lists(PIECES, max_size=6).map(" ".join))
def test_any_mixture_is_read_once(text: str) -> None:
    assert read_aloud(read_aloud(text)) == read_aloud(text)


@given(st.text(max_size=80))
def test_any_text_at_all_can_be_read(text: str) -> None:
    read = read_aloud(text)
    assert len(read) <= 12 * len(text) + 40
    assert read_aloud(read) == read


WORDS = (
    "the tea is warm and you may rest now said Mary who has been in bed all day with a cold it was on Friday".split()
)


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
def test_plain_words_stay(text: str) -> None:
    assert read_aloud(text) == text


UNITS = st.sampled_from(["mg", "ml", "mcg", " mg", " g", " units", " tablets", " IU"])
AROUND = st.sampled_from(["Take {} now", "{}", "at 8am take {}.", "on 5 May {} b.d.", "Nov {}", "from {} on", "at {}"])


@given(number=st.integers(1, 20_000), unit=UNITS, around=AROUND)
def test_no_dose_loses_its_number(number: int, unit: str, around: str) -> None:
    read = read_aloud(around.format(f"{number}{unit}"))
    assert re.search(rf"(?<![\d.]){number} (?:m|g|u|t|i)", read)


@given(whole=st.integers(0, 500), part=st.from_regex(r"[0-9]{1,3}", fullmatch=True), unit=UNITS, around=AROUND)
def test_no_dose_loses_its_decimals_or_its_zero_before_them(whole: int, part: str, unit: str, around: str) -> None:
    read = read_aloud(around.format(f"{whole}.{part}{unit}"))
    kept = part.rstrip("0")
    exact = f"{whole}.{kept} " if kept else f"{whole} "
    half = "half a" if whole == 0 else f"{whole} and a half "
    assert (half if kept == "5" else exact) in read


DASHES = st.sampled_from(["-", "–", " - "])


@given(low=st.integers(1, 400), more=st.integers(1, 400), unit=UNITS, around=AROUND, dash=DASHES)
def test_no_range_loses_either_end(low: int, more: int, unit: str, around: str, dash: str) -> None:
    read = read_aloud(around.format(f"{low}{dash}{low + more}{unit}"))
    assert re.search(rf"(?<![\d.]){low} to {low + more} (?:m|g|u|t|i)", read)


@given(st.integers(0, 23), st.integers(0, 59))
def test_a_time_of_the_clock_of_24_hours_is_told_with_its_part_of_the_day(hour: int, minute: int) -> None:
    read = read_aloud(f"{hour:02}:{minute:02}, 13:00")
    assert not re.search(r"\d", read)
    assert re.search(r"(?:in the (?:morning|afternoon|evening)|at night|mid(?:day|night)), one o'clock", read)


HOSTILE = (
    *("1 " * 20_000, "(" * 20_000, "9" * 20_000 + " mg", "1," * 20_000, "1,000" * 8_000, " " * 40_000, "a.m. " * 8_000),
    *("1/2 " * 8_000, "08:30 " * 6_000, "0800 " * 8_000, "etc." + " " * 40_000, "Mon, " * 8_000, "A1 " * 10_000),
)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:6]))
def test_a_long_text_takes_time_by_its_length(text: str) -> None:
    began_s = time.process_time()
    read_aloud(text)
    # About 0.1 s; a pattern that goes back and forth would need minutes.
    assert time.process_time() - began_s < 2.0


def test_a_medicine_is_written_as_it_sounds() -> None:
    assert read_aloud("Furosemide's taken, furosemide 40mg") == (
        f"{medicines()['furosemide']}'s taken, {medicines()['furosemide']} 40 milligrams"
    )

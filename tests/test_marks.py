"""Marks for the voice: heard, never shown, and never made by what fills a slot."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.marks import LONGEST_S, USUAL_S, Break, pieces, plain, spelled, unmarked
from companion.messages import Prompt
from companion.settings import TtsSettings
from companion.tts.choose import make_synthesiser

LINES = {
    'Breathe in. <break time="2s"/> And out.': (["Breathe in.", Break(2.0), "And out."], "Breathe in. And out."),
    'Now<break time="250ms"/> rest.': (["Now", Break(0.25), "rest."], "Now rest."),
    "Wait. <break/> Go.": (["Wait.", Break(USUAL_S), "Go."], "Wait. Go."),
    'Sleep. <break time="60s"/> Wake.': (["Sleep.", Break(LONGEST_S), "Wake."], "Sleep. Wake."),
    'Ring the <say-as interpret-as="characters">NHS</say-as> line.': (["Ring the N, H, S line."], "Ring the NHS line."),
    'Hello <sub alias="Neeve">Niamh</sub>.': (["Hello Neeve."], "Hello Niamh."),
    "Take <b>two</b> <weird x='1'>now.": (["Take two now."], "Take two now."),
    "Is 3 < 5?": (["Is 3 < 5?"], "Is 3 < 5?"),
    "No marks at all.": (["No marks at all."], "No marks at all."),
}


@pytest.mark.parametrize(("line", "found"), LINES.items())
def test_each_mark_is_heard_and_not_shown(line: str, found: tuple[list[str | Break], str]) -> None:
    said, shown = found
    parts = [" ".join(piece.split()) if isinstance(piece, str) else piece for piece in pieces(line)]
    assert parts == said
    assert plain(line) == shown


@given(st.text(alphabet=st.sampled_from("<>/ab=\"'sm0 break say-as sub"), max_size=60))
def test_any_line_can_be_read(line: str) -> None:
    for piece in pieces(line):
        assert isinstance(piece, Break) or piece.strip()
        assert not isinstance(piece, Break) or 0 <= piece.seconds <= LONGEST_S
    assert plain(plain(line)) == plain(line)


@given(st.text(max_size=60))
def test_what_fills_a_slot_is_no_mark(value: str) -> None:
    assert not any(isinstance(piece, Break) for piece in pieces(f"You said {unmarked(value)}."))
    assert "<" not in unmarked(value)


def test_a_word_is_spelled_in_letters_and_digits() -> None:
    assert spelled("b12-x") == "B, 1, 2, X"


def seconds(**prompt: str) -> float:
    speech = make_synthesiser(TtsSettings(engine="espeak"))
    chunks = speech.speak(Prompt(**prompt))  # type: ignore[arg-type]
    return sum(len(chunk.samples) / chunk.sample_rate_hz for chunk in chunks)


def test_the_voice_keeps_the_pause_that_is_marked() -> None:
    short, long = (
        seconds(text="Breathe in. And out.", marked=f'Breathe in. <break time="{time}"/> And out.')
        for time in ("100ms", "2s")
    )
    assert long - short == pytest.approx(1.9, abs=0.05)


def test_in_the_text_itself_nothing_is_a_mark() -> None:
    plainly = seconds(text="Breathe in. And out.")
    assert seconds(text='Breathe in. <break time="3s"/> And out.') == pytest.approx(plainly, rel=0.03)

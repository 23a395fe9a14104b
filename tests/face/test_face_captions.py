"""Captions: two lines at most, both sides, kept and then gone."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from companion.face.captions import LARGE, LINES, Captions, readable, wrap
from companion.messages import ShowCaption, Who

QUESTION = "I am sorry that your knee hurts. How bad is it now, from nothing at all to the worst?"


def caption(text: str, at_s: float = 0.0, who: Who = Who.DEVICE) -> ShowCaption:
    return ShowCaption(at_s=at_s, who=who, text=text)


def texts(captions: Captions, at_s: float) -> list[str]:
    return [line.text for line in captions.at(at_s)]


@given(st.text(max_size=300), st.integers(4, 40))
def test_wrapping_keeps_every_letter_and_no_line_is_too_long(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(0 < len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == readable(text).replace(" ", "")


def test_control_characters_and_broken_ones_are_left_out() -> None:
    assert readable("good\x00 \u202emorning\ud800\nMary\t") == "good morning Mary"


def test_a_long_prompt_rolls_up_as_it_is_spoken_and_every_line_is_seen() -> None:
    captions = Captions(28)
    captions.show(caption(QUESTION))
    seen: list[str] = []
    for i in range(200):
        now = texts(captions, i * 0.1)
        assert len(now) <= LINES
        seen += [line for line in now if line not in seen]
    assert " ".join(seen) == QUESTION


def test_a_line_comes_up_when_it_is_spoken_not_before() -> None:
    captions = Captions(28)
    captions.show(caption(QUESTION))
    assert texts(captions, 0.1) == ["I am sorry that your knee"]
    assert texts(captions, 3.0) == ["I am sorry that your knee", "hurts. How bad is it now,"]


def test_the_residents_words_stay_above_the_beginning_of_the_answer() -> None:
    captions = Captions(28)
    captions.show(caption("my knee hurts", 1.0, Who.RESIDENT))
    captions.show(caption(QUESTION, 1.5))
    assert [line.who for line in captions.at(2.0)] == [Who.RESIDENT, Who.DEVICE]
    assert [line.who for line in captions.at(9.0)] == [Who.DEVICE, Who.DEVICE]


def test_an_answer_is_not_pushed_out_by_words_that_have_not_come_up() -> None:
    captions = Captions(28)
    captions.show(caption(QUESTION, 0.0))
    captions.show(caption("Stop.", 0.5))
    assert texts(captions, 20.0) == ["I am sorry that your knee", "Stop."]


def test_captions_are_kept_a_while_and_then_go() -> None:
    captions = Captions(28)
    captions.show(caption("Good morning."))
    assert texts(captions, 20.0) == ["Good morning."]
    assert texts(captions, 60.0) == []


def test_a_caption_about_a_time_to_come_waits_for_it() -> None:
    captions = Captions(28)
    captions.show(caption("Good morning.", 5.0))
    assert texts(captions, 4.9) == []
    assert texts(captions, 5.0) == ["Good morning."]


def test_hours_of_captions_do_not_pile_up() -> None:
    captions = Captions(28)
    for second in range(3000):
        captions.show(caption(QUESTION, float(second)))
        captions.forget(float(second))
    assert len(captions._lines) < 20


def test_large_words_have_the_screen_to_themselves_and_every_one_comes() -> None:
    captions = Captions(28)
    captions.show(caption("What did you say?", who=Who.RESIDENT))
    captions.show(replace(caption(QUESTION, at_s=1.0), large=True))
    assert texts(captions, 0.5) == ["What did you say?"]
    seen: list[str] = []
    for i in range(10, 300):
        lines = captions.at(i * 0.1)
        assert len(lines) <= 1
        assert all(line.large and len(line.text) <= round(28 / LARGE) for line in lines)
        seen += [line.text for line in lines if line.text not in seen]
    assert " ".join(seen) == QUESTION
    captions.show(caption("Thank you.", at_s=31.0))
    assert [(line.text, line.large) for line in captions.at(31.0)] == [("Thank you.", False)]


def test_words_are_not_in_the_repr() -> None:
    captions = Captions(28)
    captions.show(caption("my secret"))
    assert "secret" not in repr(captions.at(1.0))

"""What people could say to a question, for rehearsals: every option in every way the script and the product know."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from companion.dialogue.script import State
from companion.messages import AnswerKind

_TIMES = ("half past eight", "about nine", "eight o'clock in the morning", "quarter to ten")
_DATES = ("yesterday", "last tuesday", "the day before yesterday", "a week ago")
_FREE = ("the garden was lovely", "nothing much", "i had a visit", "i like the quiet")
_YES_NO = ("yes", "no", "yes i have", "no not really", "yes a little", "no thank you")
_MEDICINE = ("yes i took them", "not yet", "i have had them", "no i forgot")
_NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

_BY_KIND = {
    AnswerKind.YES_NO: _YES_NO,
    AnswerKind.MEDICINE: _MEDICINE,
    AnswerKind.TIME: _TIMES,
    AnswerKind.DATE: _DATES,
}


def spoken_answers(state: State) -> Sequence[str]:
    """Answers that this question should understand."""
    return _answers(state.expect.kind, tuple(_named(state)), state.expect.low, state.expect.high)


def _named(state: State) -> list[str]:
    return [word for name, words in state.expect.synonyms.items() for word in (name.replace("_", " "), *words)]


@lru_cache(maxsize=512)
def _answers(kind: AnswerKind, named: tuple[str, ...], low: float | None, high: float | None) -> Sequence[str]:
    if kind is AnswerKind.CHOICE:
        return named
    if kind in {AnswerKind.SCALE, AnswerKind.NUMBER}:
        return _NUMBERS[int(low or 0) : int(10 if high is None else high) + 1] or _NUMBERS
    return _BY_KIND.get(kind, _FREE)

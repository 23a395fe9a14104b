"""What an answer means to a question of a kind, and the phrases in which people give such answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from companion.dialogue.answers import clock_times, dates, numbers
from companion.dialogue.answers.choices import Options, choice
from companion.dialogue.answers.medicine import medicine
from companion.dialogue.answers.understood import NOT_AN_ANSWER, Understood
from companion.dialogue.answers.yes_no import yes_no
from companion.dialogue.phrases import COMMAND_PHRASES, RED_FLAG_PHRASES, phrases_for
from companion.messages import AnswerKind

__all__ = ["COMMAND_PHRASES", "RED_FLAG_PHRASES", "Understood", "phrases_for", "understand"]

_BY_WORDS: dict[AnswerKind, Callable[[str], Understood]] = {
    AnswerKind.MEDICINE: medicine,
    AnswerKind.TIME: clock_times.time,
    AnswerKind.NONE: lambda _: NOT_AN_ANSWER,
}


def understand(
    text: str,
    kind: AnswerKind,
    *,
    options: Options | Sequence[str] = (),
    low: float | None = None,
    high: float | None = None,
    today: date | None = None,
    about: str = "",
) -> Understood:
    """Read `text` (a transcript: lower case, no punctuation, homophones allowed) as an answer of this kind.

    `about` is the question's own text, where there is one: it tells a denial of something else from a no.

    Value by kind: yes_no bool; scale and number a number; time "HH:MM"; date ISO (needs `today`); choice and free an
    option's name; medicine "taken" or "not taken". None with `unsure` is doubt, None without it is no answer.
    """
    if kind is AnswerKind.YES_NO:
        return yes_no(text, about)
    if kind in _BY_WORDS:
        return _BY_WORDS[kind](text)
    if kind is AnswerKind.SCALE:
        return numbers.scale(text, low, high)
    if kind is AnswerKind.NUMBER:
        return numbers.number(text, low, high)
    if kind is AnswerKind.DATE:
        return dates.day(text, today) if today else NOT_AN_ANSWER
    return choice(text, options if isinstance(options, Mapping) else dict.fromkeys(options, ()))

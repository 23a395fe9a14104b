"""What an answer means to a question of a kind, and the phrases in which people give such answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from companion.dialogue.answers.language import Language
from companion.dialogue.answers.languages import language_for
from companion.dialogue.answers.understood import DOUBT, NOT_AN_ANSWER, REFUSAL, Options, Understood, Value
from companion.dialogue.phrases import COMMAND_PHRASES, RED_FLAG_PHRASES, phrases_for
from companion.messages import AnswerKind

__all__ = ["COMMAND_PHRASES", "RED_FLAG_PHRASES", "Understood", "phrases_for", "understand"]

AS_BEFORE = 0.7
"""Certainty of "same as yesterday" where it is known what yesterday was."""

_NEVER_AS_BEFORE = frozenset({AnswerKind.MEDICINE, AnswerKind.DATE})
"""Yesterday's tablets are not today's, and a date that was said is not said again by "same as yesterday"."""


def understand(  # noqa: PLR0913 - one keyword for each thing that a question may tell
    text: str,
    kind: AnswerKind,
    *,
    options: Options | Sequence[str] = (),
    low: float | None = None,
    high: float | None = None,
    today: date | None = None,
    about: str = "",
    before: Value = None,
    language: str = "en",
) -> Understood:
    """Read `text` (a transcript: lower case, no punctuation, homophones allowed) as an answer of this kind.

    `about` is the question's own text, where there is one: it tells a denial of something else from a no, nine in the
    evening from nine in the morning, and last Friday from next Friday. `before` is the value given the last time: what
    "same as yesterday" then means; without it that is unsure.

    Value by kind: yes_no bool; scale and number a number; time "HH:MM"; date ISO (needs `today`); choice and free an
    option's name; medicine "taken" or "not taken". None with `unsure` is doubt, with `refused` the person will not
    say, and without either it is no answer. Raises UsageError for a language that is not understood.
    """
    spoken = language_for(language)
    names = options if isinstance(options, Mapping) else dict.fromkeys(options, ())
    question = _Question(kind=kind, names=names, low=low, high=high, today=today, about=about)
    read = question.reader(spoken)
    if kind in {AnswerKind.FREE, AnswerKind.NONE}:
        return read(text)
    if spoken.refused(text):
        return REFUSAL
    rest = spoken.beside_sameness(text)
    # "The same" may itself be an option.
    found = read(text if rest is None or kind is AnswerKind.CHOICE else rest)
    if rest is None or found is not NOT_AN_ANSWER:
        return found
    known = before is not None and kind not in _NEVER_AS_BEFORE
    return Understood(value=before, certainty=AS_BEFORE) if known else DOUBT


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """What is known of the question."""

    kind: AnswerKind
    names: Options
    low: float | None
    high: float | None
    today: date | None
    about: str

    def reader(self, spoken: Language) -> Callable[[str], Understood]:
        """What reads an answer to it in that language."""
        match self.kind:
            case AnswerKind.CHOICE | AnswerKind.FREE:
                return lambda said: spoken.choice(said, self.names)
            case AnswerKind.YES_NO | AnswerKind.MEDICINE | AnswerKind.TIME:
                worded = {"yes_no": spoken.yes_no, "medicine": spoken.medicine, "time": spoken.time}[self.kind]
                return lambda said: worded(said, self.about)
            case AnswerKind.SCALE | AnswerKind.NUMBER:
                counted = spoken.scale if self.kind is AnswerKind.SCALE else spoken.number
                return lambda said: counted(said, self.about, self.low, self.high)
            case AnswerKind.DATE:
                return lambda said: spoken.date(said, self.today, self.about) if self.today else NOT_AN_ANSWER
            case AnswerKind.NONE:
                return lambda _: NOT_AN_ANSWER

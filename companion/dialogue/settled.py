"""Which expected answers are settled: whatever an expected phrase adds to them, it means the same.

"Yes" is: "yes please" says no more. "I do" is not, for it may become "I do not think so", nor is "seven" where a time
is asked for. The ear need not wait for what would change nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from companion.dialogue.answers.language import Command
from companion.dialogue.answers.languages import language_for
from companion.dialogue.phrases import RED_FLAG_PHRASES, contracted
from companion.dialogue.understand import understand
from companion.messages import AnswerKind

MOST = 0.7
"""Of the longer phrases so many must mean the same. "No wait yes" is no reason to wait after every no."""

AT_ONCE = ("stop",)
"""Done at once, although it might become "stop writing things down": who wants quiet wants it now."""

_Options = tuple[tuple[str, tuple[str, ...]], ...]
_HELP = frozenset((*RED_FLAG_PHRASES, *map(contracted, RED_FLAG_PHRASES)))


def settled(
    phrases: Iterable[str],
    kind: AnswerKind,
    *,
    options: Mapping[str, tuple[str, ...]] | None = None,
    low: float | None = None,
    high: float | None = None,
    own: Iterable[str] = (),
) -> frozenset[str]:
    """Those of the phrases after which nothing need be waited for.

    All that no other phrase goes on from, and those whose meaning hardly any that do changes. To an open question only
    commands and calls for help, and its `own` phrases, which it was written for: whoever tells of his night and says
    "i slept badly" may well go on.
    """
    meant = _Meanings(kind, _known(options), low, high)
    meant_here = frozenset(own)
    extensions = _extensions(phrases) | dict.fromkeys(AT_ONCE, ())
    return frozenset(
        phrase
        for phrase, longer in extensions.items()
        if ((kind is not AnswerKind.FREE or phrase in meant_here) and not longer)
        or ((meaning := meant.of(phrase)) and sum(meant.of(one) == meaning for one in longer) >= MOST * len(longer))
    )


def meaning(
    phrase: str,
    kind: AnswerKind,
    *,
    options: Mapping[str, tuple[str, ...]] | None = None,
    low: float | None = None,
    high: float | None = None,
) -> str:
    """What a phrase comes to as an answer to a question of this kind, or as a command; empty where it is neither."""
    return _Meanings(kind, _known(options), low, high).of(phrase)


def _known(options: Mapping[str, tuple[str, ...]] | None) -> _Options:
    return tuple((name, tuple(words)) for name, words in (options or {}).items())


def _extensions(phrases: Iterable[str]) -> dict[str, Sequence[str]]:
    """Each phrase with those that go on from it."""
    every = dict.fromkeys(" ".join(phrase.split()) for phrase in phrases)
    found: dict[str, list[str]] = {phrase: [] for phrase in every if phrase}
    for phrase in found:
        words = phrase.split()
        for count in range(1, len(words)):
            if (beginning := " ".join(words[:count])) in found:
                found[beginning].append(phrase)
    return {**found}


class _Meanings:
    def __init__(self, kind: AnswerKind, options: _Options, low: float | None, high: float | None) -> None:
        self._question = (kind, options, low, high)

    def of(self, phrase: str) -> str:
        """Empty where it means nothing to the question: then more has to be heard."""
        kind, *_ = self._question
        return _command(phrase) or ("" if kind is AnswerKind.FREE else _answer(phrase, *self._question))


@lru_cache(maxsize=1024)
def _command(phrase: str) -> str:
    if phrase in _HELP:
        return "help"
    request = language_for("en").asked(phrase)
    if request is None:
        return ""
    return "help" if request.command is Command.HELP else str(request)


@lru_cache(maxsize=8192)
def _answer(phrase: str, kind: AnswerKind, options: _Options, low: float | None, high: float | None) -> str:
    found = understand(phrase, kind, options=dict(options), low=low, high=high)
    return "" if found.value is None else str(found.value)

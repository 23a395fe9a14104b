"""What was heard, judged: a red flag, one that is doubtful, something to watch, or just talk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from companion.dialogue.alarm import ABUSE
from companion.dialogue.crisis import HEARD_WELL
from companion.dialogue.layer import Judge, Said
from companion.dialogue.triage.normalise import words_of
from companion.dialogue.triage.repetition import Repetition
from companion.messages import TriageLevel, Verdict
from companion.own_words import own_words
from companion.ports import Clock

NOTHING_OUTRIGHT = Verdict(level=TriageLevel.NONE, category="none", reason="heard too badly to go by its wording")
HEARD_FOR_CERTAIN = 0.95
"""An expected answer that the recogniser is so certain of has no other reading."""

_ADDRESSED = frozenset({"you", "your", "yourself"})
_OWN = frozenset({"i", "me", "my", "mine", "myself"})


class Listening:
    """Triage of every utterance, in every state, before anything else (P6)."""

    def __init__(self, triage: Judge, clock: Clock) -> None:
        self._triage = triage
        self._clock = clock
        self._repetition = Repetition()

    def judge(
        self, text: str, others: Sequence[str], confidence: float, *, health: bool, asked: Sequence[str] = ()
    ) -> tuple[Verdict, bool]:
        """The verdict, and whether it is doubtful that this was said. Changes nothing.

        The recogniser's other hypotheses may raise a red flag too, but only to ask about it; beside words that were
        heard for certain they are leftovers of the search and count for nothing. Of words that were heard badly, and of
        other hypotheses, only what they say outright counts: that they are worded like a call proves nothing then. And
        what addresses the resident in the words just `asked` is the device's own question, not an answer to it.
        """
        badly = confidence < HEARD_WELL
        verdict = self._triage.judge(text, (), health_context=health)
        if badly and not verdict.plain:
            verdict = NOTHING_OUTRIGHT
        if verdict.level >= TriageLevel.URGENT or confidence >= HEARD_FOR_CERTAIN:
            return verdict, badly
        own = [one for one in others if not _asked_back(one, asked)]
        read = (self._triage.judge(one, (), health_context=health) for one in own)
        other = max((one for one in read if one.plain), key=lambda one: one.level, default=NOTHING_OUTRIGHT)
        return (other, True) if other.level >= TriageLevel.URGENT else (verdict, False)

    def hear(
        self,
        said: Said,
        *,
        health: bool,
        in_crisis: bool,
        asks_about: str | None,
        taken_up: str | None,
        asked: Sequence[str] = (),
    ) -> tuple[Verdict, bool]:
        """The same, for an utterance that is answered: told again within three days, a complaint rises one level.

        Not what was heard badly, not while help is being called already, and not about abuse. "Have you fallen?" wants
        to hear of falls: what is less than an emergency there is an answer, and worth a note. And "have I had my
        tablets?" in so many words is taken up by a script that asks about the danger itself.
        """
        verdict, doubtful = self.judge(said.text, said.others, said.confidence, health=health, asked=asked)
        answers = verdict.level is TriageLevel.URGENT and verdict.category == asks_about
        if answers or (verdict.level >= TriageLevel.URGENT and verdict.category == taken_up):
            return replace(verdict, level=TriageLevel.WATCH), doubtful
        if doubtful or in_crisis or verdict.category == ABUSE:
            return verdict, doubtful
        return self._repetition.weigh(verdict, self._clock.now_s()), doubtful


def _asked_back(hypothesis: str, asked: Sequence[str]) -> bool:
    """Whether it addresses somebody, in the words that were just asked: "have you got any pain in your chest"."""
    words = words_of(hypothesis)
    if _ADDRESSED.isdisjoint(words) or not _OWN.isdisjoint(words):
        return False
    return own_words(" ".join(words), " ".join(asked))

"""The learned part of triage: says how an utterance sounds to the encoder, and what that raises.

The rules come first and explain themselves. The learned part may raise what they found and never lowers it: where they
found nothing, to urgent or emergency; what is urgent, to an emergency; and a *lead* to its own level. A lead is a rule
whose words look-alikes share ("it's heavy on the arm, this handbag"): in longer talk it is by itself mere evidence and
only goes into the summary. It needs a second rule, or the learned part's agreement, which is given unless the encoder
takes the utterance for harmless by nearly three to one; in a short plain statement it stands alone. Leads are the rules
of whose findings in the words of five fresh writers one or more were look-alikes. Deterministic.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from companion.dialogue.triage.encoder import Encoded, built_in, known_file
from companion.dialogue.triage.tables import CATEGORIES
from companion.messages import TriageLevel

RAISES_AT = 0.25
"""Odds of a red flag from which it raises by itself. All odds here are natural logarithms, chosen on writers whom the
encoder had not read (its card has the figures)."""
DOUBTED_AT = 2.0
"""The same where the rules took a finding back, or the talk is of a film, of long ago, of what might be."""
AGREES_AT = -1.0
"""Odds from which it agrees with a lead."""
EMERGENCY_AT = 0.5
"""Odds of an emergency from which what is raised becomes one."""
STRETCH = 28
"""Words the encoder looks at together: in longer talk one sentence would drown."""
STEP = 14
NAMED_WORDS = 4
"""Words a reason names."""


class SentenceEncoder(Protocol):
    """Whatever gives an utterance's embedding and red-flag scores."""

    def encode(self, words: Sequence[str]) -> Encoded:
        """The words in the one form of `normalise.words_of`."""
        ...


@dataclass(frozen=True, slots=True)
class Hunch:
    """What the model makes of an utterance."""

    flag: float
    """Odds that it is a red flag."""
    emergency: float
    """Odds that it is an emergency."""
    category: str
    words: tuple[str, ...]
    """The words that gave most."""

    def on_lead(self, lead: TriageLevel) -> TriageLevel:
        """What becomes of a lead of this level: NONE where the learned part does not agree."""
        return max(lead, self._raised_to) if self.flag >= AGREES_AT else TriageLevel.NONE

    def alone(self, *, doubted: bool) -> TriageLevel:
        """What it raises to by itself; `doubted`: the rules have reason to think it harmless."""
        return self._raised_to if self.flag >= (DOUBTED_AT if doubted else RAISES_AT) else TriageLevel.NONE

    @property
    def _raised_to(self) -> TriageLevel:
        return TriageLevel.EMERGENCY if self.emergency >= EMERGENCY_AT else TriageLevel.URGENT


class Learned:
    """The encoder's red-flag heads, loaded when first asked."""

    def __init__(self, encoder: SentenceEncoder | None = None) -> None:
        """The built-in encoder, unless another is given. Raises ModelError where it is not the known one."""
        self._given = encoder
        if encoder is None:
            known_file()

    @cached_property
    def _encoder(self) -> SentenceEncoder:
        return self._given or built_in()

    def weigh(self, words: Sequence[str]) -> Hunch:
        """What the words sound like; of long talk, its gravest stretch."""
        starts = range(0, max(1, len(words) - STRETCH + STEP), STEP)
        return max((self._weigh(words[at : at + STRETCH]) for at in starts), key=lambda hunch: hunch.flag)

    def _weigh(self, words: Sequence[str]) -> Hunch:
        seen = self._encoder.encode(words)
        none, urgent, emergency = (float(score) for score in seen.level)
        gave = seen.shares[:, 1:].max(axis=1) - seen.shares[:, 0]
        heaviest = sorted(np.argsort(-gave, kind="stable")[:NAMED_WORDS])
        return Hunch(
            flag=_both(urgent, emergency) - none,
            emergency=emergency - _both(none, urgent),
            category=CATEGORIES[int(np.argmax(seen.category))],
            words=tuple(words[at] for at in heaviest),
        )


def _both(first: float, second: float) -> float:
    """log(exp(first) + exp(second))."""
    return max(first, second) + math.log1p(math.exp(-abs(first - second)))

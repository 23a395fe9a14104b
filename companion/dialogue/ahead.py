"""Triage that remembers: what was judged while somebody still spoke is not judged again when they have finished."""

from __future__ import annotations

from collections.abc import Sequence

from companion.dialogue.layer import Judge
from companion.messages import Verdict


class Ahead:
    """Implements Judge with another one; keeps its verdicts until `forget`."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._verdicts: dict[tuple[str, tuple[str, ...], bool], Verdict] = {}

    def judge(self, text: str, alternatives: Sequence[str] = (), *, health_context: bool = False) -> Verdict:
        """The red-flag level of an utterance; other hypotheses may raise it."""
        asked = (text, tuple(alternatives), health_context)
        if asked not in self._verdicts:
            self._verdicts[asked] = self._judge.judge(text, alternatives, health_context=health_context)
        return self._verdicts[asked]

    def forget(self) -> None:
        """Words are not kept beyond their turn (P4)."""
        self._verdicts.clear()

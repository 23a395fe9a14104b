"""What one run of a script has learned: answers, things told in passing, scores, results of scripts it called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from companion.dialogue.script import UNSURE_FACT, Fact, Score, Script


class Circumstances(Protocol):
    """What is so whatever the script: the time, the name, consents, whether a person can be reached."""

    def facts(self) -> Mapping[str, Fact]:
        """For conditions."""
        ...

    def slots(self) -> Mapping[str, str]:
        """For {slots} in wordings."""
        ...


class Notebook:
    """Facts for the conditions of one run, and words for its slots; gone with the run."""

    def __init__(self, script: Script, around: Circumstances) -> None:
        self._script = script
        self._around = around
        self._answers: dict[str, Fact] = {}
        self._noticed: dict[str, str] = {}
        self._learned: dict[str, Fact] = {}

    @property
    def facts(self) -> dict[str, Fact]:
        """Everything a condition may ask about."""
        scores: dict[str, Fact] = {name: self.total(score) for name, score in self._script.scores.items()}
        return {**self._around.facts(), **self._noticed, **self._answers, **self._learned, **scores}

    @property
    def slots(self) -> dict[str, str]:
        """Everything a wording may have filled in."""
        return {**self._around.slots(), **{name: told.replace("_", " ") for name, told in self._noticed.items()}}

    @property
    def results(self) -> dict[str, Fact]:
        """What the script that called this one may ask about, as `id.name`."""
        scores: dict[str, Fact] = {name: self.total(score) for name, score in self._script.scores.items()}
        return {f"{self._script.id}.{name}": fact for name, fact in {**self._answers, **scores}.items()}

    def answer(self, question: str, value: Fact, *, unsure: bool) -> None:
        """The answer to a question; an option counts with its number where it has one."""
        self._answers[question] = UNSURE_FACT if value is None and unsure else value

    def notice(self, name: str, option: str) -> None:
        """Something told beside the question."""
        self._noticed[name] = option

    def noticed(self, name: str) -> str | None:
        """What was told in passing, if it was."""
        return self._noticed.get(name)

    def learn(self, results: Mapping[str, Fact]) -> None:
        """What a called script found out."""
        self._learned.update(results)

    def total(self, score: Score) -> float | None:
        """The sum; None as long as one answer is missing, for a missing answer is no zero."""
        parts = [self._counted(name, reverse=name in score.reversed) for name in score.of]
        found = [part for part in parts if part is not None]
        return sum(found) * score.times if len(found) == len(parts) else None

    def _counted(self, question: str, *, reverse: bool) -> float | None:
        value = self._answers.get(question)
        if isinstance(value, bool):
            return float(value != reverse)
        return float(value) if isinstance(value, int | float) else None

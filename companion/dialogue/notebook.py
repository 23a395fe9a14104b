"""What one run of a script has learned and records: answers, things told in passing, scores, notices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from companion.dialogue import records
from companion.dialogue.answers.understood import Understood
from companion.dialogue.layer import Said
from companion.dialogue.reading import read_notice
from companion.dialogue.script import UNSURE_FACT, Fact, Score, Script, State
from companion.messages import Purpose, Record


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

    def answered(
        self, question: str, understood: Understood, *, confidence: float, touched: bool = False
    ) -> tuple[Record, ...]:
        """Note the answer to a question (a state's name), and record it where the script wants that.

        An option counts with its number where it has one; what was not answered is no zero.
        """
        state = self._script.states[question]
        value, label = records.value_of(understood, state.expect.options)
        fact = value if isinstance(value, bool | int | float | str) else None
        self._answers[question] = UNSURE_FACT if fact is None and understood.unsure else fact
        if state.record is None:
            return ()
        certainty = understood.certainty * confidence
        return (records.measure(state.record, self.version, value, label=label, certainty=certainty, touched=touched),)

    def told(self, state: State, said: Said) -> tuple[Record, ...]:
        """Pick up what was told beside the question."""
        made = []
        for name, notice in state.notice.items():
            found = read_notice(notice, said)
            if isinstance(found.value, str):
                value, label = records.value_of(found, notice.options)
                self._noticed[name] = label
                certainty = found.certainty * said.confidence
                made.append(records.measure(notice.record, self.version, value, label=label, certainty=certainty))
        return tuple(made)

    def come_to(self, state: State) -> tuple[Record, ...]:
        """The totals, the notice and the withdrawn consent of a state that is come to."""
        scores = [self._script.scores[name] for name in state.tally]
        made = [records.total(score, self.version, self.total(score)) for score in scores]
        if state.notify:
            made.append(records.notice(state.notify, self.version))
        if state.withdraws:
            made.append(records.consent(state.withdraws.value, False, self.version))
        return tuple(made)

    def agreed(self, state: State, understood: Understood, *, touched: bool = False) -> tuple[Record, ...]:
        """The consent or refusal that the answer was, if the question asked for one."""
        if state.consent is None or not isinstance(understood.value, bool):
            return ()
        person = self.slots.get("new_reader", "") if state.consent is Purpose.SHARE_WITH else ""
        return (records.consent(state.consent.value, understood.value, self.version, person=person, touched=touched),)

    def not_renewed(self, state: State) -> tuple[Record, ...]:
        """A consent that was given before and is left open now is taken back; one never given is still open."""
        if state.consent is None or self.facts.get(f"consent.{state.consent.value}") is not True:
            return ()
        return self.agreed(state, Understood(value=False))

    @property
    def version(self) -> str:
        """`id@version` of the script."""
        return f"{self._script.id}@{self._script.version}"

    def noticed(self, name: str) -> str | None:
        """What was told in passing, if it was."""
        return self._noticed.get(name)

    def forget(self, question: str) -> None:
        """Its answer counts as not given: a score it belongs to stays open."""
        self._answers.pop(question, None)

    def forget_all(self) -> None:
        """No answer was given so far."""
        self._answers.clear()
        self._noticed.clear()
        self._learned.clear()

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

"""What came of many rehearsals: who finished, what was never reached, what went wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from companion.dialogue.rehearsal.simulate import Ending, Run
from companion.dialogue.script import Script


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonReport:
    """All talks of one kind of person."""

    person: str
    runs: int
    endings: dict[str, int]
    completed: float
    """Share of talks that reached an end of the script, 0 to 1; of those without a red flag."""
    turns: float
    """Median."""
    spoken_s: float
    """Median seconds that the device spoke."""
    answered: float | None
    """Share of the recorded questions that got an answer; None where nothing is recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All people together."""

    script: str
    persons: tuple[PersonReport, ...]
    coverage: float
    """Share of the states that ask something which somebody came to, 0 to 1."""
    never: tuple[str, ...]
    """The states that nobody came to."""
    problems: tuple[str, ...]


def person_report(person: str, runs: Sequence[Run]) -> PersonReport:
    """Figures of one kind of person; `runs` is not empty."""
    endings = Counter(run.ending.value for run in runs)
    asked = sum(run.asked for run in runs)
    calm = [run for run in runs if run.ending is not Ending.CRISIS]
    return PersonReport(
        person=person,
        runs=len(runs),
        endings=dict(endings),
        completed=sum(run.ending is Ending.COMPLETED for run in calm) / len(calm) if calm else 0.0,
        turns=median(run.turns for run in runs),
        spoken_s=round(median(run.spoken_s for run in runs), 1),
        answered=sum(run.answered for run in runs) / asked if asked else None,
    )


def report(script: Script, persons: Iterable[PersonReport], seen: set[str]) -> Report:
    """`seen`: every `script/state` that was asked in any talk."""
    made = tuple(persons)
    wanted = [f"{script.id}/{name}" for name in script.questions]
    never = tuple(name for name in wanted if name not in seen)
    total = Counter[str]()
    for one in made:
        total.update(one.endings)
    problems = []
    if total[Ending.MISSED.value]:
        problems.append(f"{total[Ending.MISSED.value]} red flags did not lead to the crisis protocol")
    if total[Ending.ENDLESS.value]:
        problems.append(f"{total[Ending.ENDLESS.value]} talks did not end")
    return Report(
        script=script.id,
        persons=made,
        coverage=1 - len(never) / len(wanted) if wanted else 1.0,
        never=never,
        problems=tuple(problems),
    )

"""companion scripts simulate: people who do not exist answer a script, many times."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from companion.errors import UsageError

if TYPE_CHECKING:
    from companion.dialogue.rehearsal import Person, PersonReport, Report
    from companion.dialogue.script import Script

HELP = """People who do not exist answer a script: clear, hesitant, silent, off topic, hard of hearing, confused, in
crisis. It tells who finished, how long it took, and which states nobody came to. The same seed gives the same talks.
Exit code 1: a talk did not end, or a red flag did not reach the crisis protocol."""
EXAMPLE = "companion scripts simulate morning --runs 1000"
RUNS = 100


def arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's own arguments."""
    parser.add_argument("script", metavar="ID|FILE", help="a script of this device, or a YAML file")
    parser.add_argument("--runs", type=int, default=RUNS, metavar="N", help=f"talks of each kind of person ({RUNS})")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another number gives other talks")
    parser.add_argument("--person", action="append", metavar="NAME", help="only this kind of person; may be repeated")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(options: argparse.Namespace) -> int:
    """Rehearse. Raises ScriptError, UsageError."""
    from companion.cli import settings_of
    from companion.device_scripts import scripts_to_try

    if options.runs < 1:
        raise UsageError("--runs needs a number from 1.")
    name, scripts = scripts_to_try(settings_of(options), options.script)
    made = simulated(name or options.script, scripts, options)
    if options.json:
        print(json.dumps(asdict(made), ensure_ascii=False))
    else:
        _print(made)
    return 1 if made.problems else 0


def simulated(script: str, scripts: Mapping[str, Script], options: argparse.Namespace) -> Report:
    """Everybody's talks, with a bar while they last."""
    from tqdm import tqdm

    from companion.dialogue.rehearsal import simulate
    from companion.dialogue.rehearsal.report import person_report, report
    from companion.dialogue.triage import Triage

    triage = Triage()
    persons = _persons(options.person)
    seen: set[str] = set()
    made: list[PersonReport] = []
    with tqdm(total=len(persons) * options.runs, unit="talk", disable=not sys.stderr.isatty(), leave=False) as bar:
        for person in persons:
            runs = []
            for one in simulate(script, scripts, person, triage=triage, runs=options.runs, seed=options.seed):
                runs.append(one)
                seen.update(one.states)
                bar.update()
            made.append(person_report(person.name, runs))
    return report(scripts[script], made, seen)


def _persons(names: Sequence[str] | None) -> Sequence[Person]:
    from companion.dialogue.rehearsal import PERSONS

    known = {person.name: person for person in PERSONS}
    for name in names or ():
        if name not in known:
            raise UsageError(f"There is no person called {name}; there are {', '.join(known)}.")
    return [known[name] for name in names] if names else PERSONS


def _print(made: Report) -> None:
    print(f"{made.script}: who comes to an end of it, and how")
    print("  person           talks  completed  left  crisis  turns   spoken  answered")
    for one in made.persons:
        left, crisis = one.endings.get("left", 0), one.endings.get("crisis", 0)
        completed = f"{one.completed:.0%}" if one.runs > crisis else "-"
        answered = "-" if one.answered is None else f"{one.answered:.0%}"
        print(
            f"  {one.person:<16}{one.runs:>6}{completed:>11}{left:>6}{crisis:>8}{one.turns:>7.0f}"
            f"{one.spoken_s:>7.0f} s{answered:>10}"
        )
    print(f"states that ask and were reached: {made.coverage:.0%}")
    if made.never:
        print(f"nobody came to: {', '.join(made.never)}")
    for problem in made.problems:
        print(f"PROBLEM: {problem}")

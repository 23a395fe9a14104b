"""Turn-taking of the device against fixed silences, on speech with pauses inside.

    python -m companion.bench.turns [--part dev|test] [--peers] [--policy NAME ...] [--most N] [--pause S ...] [--json]

Tune on dev; report test once. What the engines heard is kept in a cache folder, so that only the first run is slow.
With --peers, whatever script/bench-peers has installed takes part; --curve GROUP FILE draws the trade as SVG.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from platformdirs import user_cache_path
from tqdm import tqdm

from companion.asr.choose import make_recogniser
from companion.asr.vad import SileroDetector
from companion.bench.figures import environment
from companion.bench.hearing_data import Part
from companion.bench.turns.curve import curve
from companion.bench.turns.material import PAUSES_S, Spoken, flite_spoken, people_spoken, takes
from companion.bench.turns.others import WAYS, ready, running
from companion.bench.turns.policies import Policy, policies
from companion.bench.turns.replay import Replay
from companion.bench.turns.report import GROUPS, differences, page, points, rows
from companion.bench.turns.score import Result, judged
from companion.errors import CompanionError
from companion.settings import AsrSettings, TtsSettings

Results: TypeAlias = dict[str, list[Result]]
_TITLES = {"flite": "Answers to the device, spoken by flite", "people": "Sentences spoken by people"}
_NOTES = {
    "dev": "down and left is better; the part that is tuned on; every system ran on the same sound",
    "test": "down and left is better; voices and sentences nobody tuned on; every system ran on the same sound",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run as a program; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        with running(ready() if options.peers else (), options.cache) as peers:
            every: list[Policy] = [*policies(), *peers]
            chosen = [one for one in every if not options.policy or one.name in options.policy]
            results = run(list(_spoken(options)), chosen, options.pause or PAUSES_S, options.cache)
    except CompanionError as error:
        print(f"turns: {error}", file=sys.stderr)
        return error.exit_code
    _show(results, options)
    return 0


def run(spoken: Sequence[Spoken], chosen: Sequence[Policy], pauses_s: Sequence[float], cache: Path) -> Results:
    """Every policy on every take."""
    settings = AsrSettings(own_process=False)
    recogniser, detector = make_recogniser(settings, None), SileroDetector()
    results: Results = {one.name: [] for one in chosen}
    for each in tqdm(spoken, disable=not sys.stderr.isatty(), leave=False):
        for take in takes(each):
            if take.pause_s not in pauses_s:
                continue
            replay = Replay(take, recogniser, detector, cache)
            for policy in chosen:
                events = policy.events(replay, each.expectation)
                results[policy.name].append(judged(take, events, TtsSettings().reply_floor_s))
            replay.save()
    return results


def _show(results: Results, options: argparse.Namespace) -> None:
    not_run = [peer for peer in WAYS if peer not in ready()] if options.peers else []
    if options.json:
        told = {"environment": environment(), "part": options.part, "not_run": not_run}
        print(json.dumps({**told, "rows": [*rows(results)], "differences": [*differences(results)]}))
    else:
        print(page(results, not_run))
    for group, file in options.curve or ():
        picture = curve(points(results, group), title=_TITLES[group], note=_NOTES[options.part])
        Path(file).write_text(picture, encoding="utf-8")


def _spoken(options: argparse.Namespace) -> Iterator[Spoken]:
    part = Part(options.part)
    if options.group != "people":
        yield from flite_spoken(part)
    if options.group != "flite":
        yield from people_spoken(options.data, part, options.most)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m companion.bench.turns", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--part", choices=[part.value for part in Part], default=Part.DEV.value)
    parser.add_argument("--policy", action="append", help="only this one; may be given again")
    parser.add_argument("--group", choices=GROUPS, help="only these speakers")
    parser.add_argument("--pause", type=float, action="append", help="only takes with this pause, s; 0: without")
    parser.add_argument("--most", type=int, default=12, help="recordings of each set of people (default: 12)")
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("COMPANION_DATA", "../shared/data")))
    parser.add_argument("--cache", type=Path, default=user_cache_path("companion") / "turns")
    parser.add_argument("--peers", action="store_true", help="with the peers that script/bench-peers has installed")
    parser.add_argument("--curve", action="append", nargs=2, metavar=("GROUP", "FILE"), help="draw it for a group")
    parser.add_argument("--json", action="store_true")
    return parser


if __name__ == "__main__":
    sys.exit(main())

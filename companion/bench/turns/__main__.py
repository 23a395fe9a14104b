"""Turn-taking of the device against fixed silences, on speech with pauses inside.

    python -m companion.bench.turns [--part dev|test] [--policy NAME ...] [--most N] [--pause S ...] [--json]

Tune on dev; report test once. What the engines heard is kept in a cache folder, so that only the first run is slow.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from platformdirs import user_cache_path
from tqdm import tqdm

from companion.asr.choose import make_recogniser
from companion.asr.vad import SileroDetector
from companion.bench.figures import Figures, environment
from companion.bench.hearing_data import Part
from companion.bench.turns.material import PAUSES_S, Spoken, flite_spoken, people_spoken, takes
from companion.bench.turns.policies import Policy, policies
from companion.bench.turns.replay import Replay
from companion.bench.turns.score import Result, figures, judged
from companion.errors import CompanionError
from companion.settings import AsrSettings, TtsSettings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run as a program; returns the exit code."""
    options = _parser().parse_args(arguments)
    chosen = [one for one in policies() if not options.policy or one.name in options.policy]
    try:
        results = run(list(_spoken(options)), chosen, options.pause or PAUSES_S, options.cache)
    except CompanionError as error:
        print(f"turns: {error}", file=sys.stderr)
        return error.exit_code
    rows = list(_rows(results))
    if options.json:
        print(json.dumps({"environment": environment(), "part": options.part, "rows": rows}))
    else:
        for row in rows:
            print("  ".join(f"{name} {value}" for name, value in row.items()))
    return 0


def run(
    spoken: Sequence[Spoken], chosen: Sequence[Policy], pauses_s: Sequence[float], cache: Path
) -> dict[str, list[Result]]:
    """Every policy on every take."""
    settings = AsrSettings(own_process=False)
    recogniser, detector = make_recogniser(settings, None), SileroDetector()
    results: dict[str, list[Result]] = {one.name: [] for one in chosen}
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


def _rows(results: dict[str, list[Result]]) -> Iterator[Figures]:
    for name, every in results.items():
        for kind in ("expected", "answer", "open"):
            for group in ("flite", "people"):
                these = [one for one in every if one.kind == kind and one.group == group]
                if these:
                    yield {"policy": name, "kind": kind, "group": group, **figures(these)}


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
    parser.add_argument("--group", choices=["flite", "people"], help="only these speakers")
    parser.add_argument("--pause", type=float, action="append", help="only takes with this pause, s; 0: without")
    parser.add_argument("--most", type=int, default=12, help="recordings of each set of people (default: 12)")
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("COMPANION_DATA", "../shared/data")))
    parser.add_argument("--cache", type=Path, default=user_cache_path("companion") / "turns")
    parser.add_argument("--json", action="store_true")
    return parser


if __name__ == "__main__":
    sys.exit(main())

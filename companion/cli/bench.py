"""`companion bench`: what every stage and the whole cost on this machine."""

from __future__ import annotations

import argparse
import json
import sys

from companion.cli import settings_of

HELP = "Measures every stage's cost, the response gap, start-up and memory on this machine. Run it with nothing else."
EXAMPLE = "companion bench --json"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    parser.add_argument("--json", action="store_true", help="one JSON object: stages and environment")
    parser.add_argument("--long", action="store_true", help="a year of the sealed log as well; takes minutes")


def run(options: argparse.Namespace) -> int:
    """Measure and print."""
    from tqdm import tqdm

    from companion.bench.figures import Figures, environment
    from companion.bench.sealing import year_stages
    from companion.bench.stages import all_stages
    from companion.bench.whole import conversations, start_up
    from companion.demo.journey import journey_names, load_journey

    settings = settings_of(options)
    journeys = [load_journey(name) for name in journey_names()]
    work = all_stages(settings, journeys) | {
        "conversations": lambda: conversations(settings, journeys),
        "start-up": start_up,
    }
    if options.long:
        work |= year_stages()
    stages: dict[str, Figures] = {}
    bar = tqdm(work.items(), disable=not sys.stderr.isatty(), leave=False)
    for name, measure in bar:
        bar.set_description(name)
        stages |= measure()
    if options.json:
        print(json.dumps({"stages": stages, "environment": environment()}))
        return 0
    for name, figures in stages.items():
        print(f"{name:<30} " + "  ".join(f"{key} {value}" for key, value in figures.items()))
    print("\n" + "  ".join(f"{key} {value}" for key, value in environment().items()))
    return 0

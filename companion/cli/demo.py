"""`companion demo`: a recorded resident talks to the real pipeline."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from companion.cli import reader_gone, settings_of

if TYPE_CHECKING:
    from companion.demo.play import Played
    from companion.messages import ShowCaption

HELP = (
    "Plays a recorded resident to the real pipeline, at the pace of life, and leaves in --out the sound of both sides, "
    "a film of the face, a line of figures for each turn, the latencies, the sealed log, and the summary a caregiver "
    "would read. Nothing is scripted on the device's side."
)
EXAMPLE = "companion demo --fast --journey fall --out demo-out"
FILM = "face.mp4"
LEFT = {
    FILM: "the face, in step with the sound, both sides captioned",
    "conversation.wav": "both sides on one time line",
    "summary.html": "what the caregiver would read",
    "latency.json": "how long the resident waited, turn by turn",
    "turns.jsonl": "states, timings and outcomes, no words",
    "log.db": "the sealed log",
    "demo-caregiver.key": "opens check-ins and alerts; its passphrase is: demo",
    "demo-resident.key": "opens the diary too; its passphrase is: demo",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    parser.add_argument("--fast", action="store_true", help="as fast as the machine can; the same conversation")
    parser.add_argument("--out", type=Path, default=Path("demo-out"), metavar="DIR", help="default: demo-out")
    journeys = "morning, evening, fall, slow or a TOML file"
    parser.add_argument("--journey", default="morning", metavar="NAME", help=journeys)
    parser.add_argument("--no-film", action="store_true", help="leave out face.mp4, which takes the longest")


def run(options: argparse.Namespace) -> int:
    """Play one journey and say what it left."""
    from companion.demo.journey import load_journey
    from companion.demo.play import play

    settings = settings_of(options)
    journey = load_journey(options.journey)
    pace = "as fast as this machine can" if options.fast else "at the pace of life"
    print(f"{journey.title}: a recorded resident talks to the companion, {pace}.\n", file=sys.stderr)
    with _Progress() as progress:
        played = play(
            journey,
            settings,
            options.out,
            paced=not options.fast,
            film=not options.no_film,
            audience=progress,
        )
    _say_what_is_left(played, options.out, film=not options.no_film)
    return 0


def _say_what_is_left(played: Played, out: Path, *, film: bool) -> None:
    latency = played.latency()
    able = latency["able_to_sound_ms"]
    median = able["p50"] if isinstance(able, dict) else "?"
    print(f"\n{latency['answered']} of {latency['lines']} lines answered in {played.seconds:.0f} s of talk;", end=" ")
    print(f"ready to answer {median} ms after the resident stopped (median).")
    print(f"\nLeft in {out}:")
    for name, what in LEFT.items():
        # A film that an earlier run left there is not of this conversation.
        if film or name != FILM:
            print(f"  {name:<20} {what}")
    print(f"\nLook first at {out / (FILM if film else 'conversation.wav')} and {out / 'summary.html'}.")


class _Progress:
    """Captions while they talk (the resident is a recording), a bar while the film is made."""

    def __init__(self) -> None:
        from tqdm import tqdm

        self._bar = tqdm(total=0, unit="s", disable=True)
        self._heard = ""

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    def caption(self, caption: ShowCaption) -> None:
        """The device's words as it says them, the resident's once they stand."""
        from companion.messages import Who

        if caption.who is Who.RESIDENT:
            self._heard = caption.text
            return
        try:
            if self._heard:
                print(f"  resident   {self._heard}")
            print(f"  companion  {caption.text}", flush=True)
        except BrokenPipeError:
            # The files are what was asked for; that nobody reads along is no reason to stop.
            reader_gone()
        self._heard = ""

    def filming(self, done_s: float, whole_s: float) -> None:
        """How far the film is."""
        from tqdm import tqdm

        if self._bar.disable:
            self._bar = tqdm(total=round(whole_s), unit="s", desc="  film", disable=not sys.stderr.isatty())
        self._bar.update(round(done_s) - self._bar.n)

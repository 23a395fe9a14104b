"""Whether the device hears itself, and whoever talks over it, in simulated rooms with echo cancellation.

    python -m companion.bench.rooms [--part dev] [--minutes 30] [--levels 0 -10 -20] [--reverberation 0.3 0.6] [--json]

The real path of a turn runs in a closed loop: what the device says is in the air until it pauses. Own voice: nobody
else speaks; pauses are how often it stops for nothing, turns how often it takes that for talk, each for an hour of its
own speech. Over it: flite's voices say something a second or two into a sentence, once cancellation has been found to
work; caught means answered as it was meant, also when it had to be said again into the pause ("in two"). The same is
said in silence: more can hardly be caught. The parts differ in rooms, sentences and voices: tune on dev only.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from itertools import product

import numpy as np

from companion.bench.figures import Figures, environment
from companion.bench.rooms_air import Room
from companion.bench.rooms_live import LiveAir
from companion.bench.rooms_session import Bedside, Day, Talker
from companion.bench.rooms_talk import Kind, Remark, Sentence, built_in_texts, enough, remarks, sentences, shuffled
from companion.bench.rooms_understanding import Understanding
from companion.errors import CompanionError
from companion.messages import SpeechChunk
from device.echo import EchoCanceller, WebRtc
from device.echo_filter import EchoFilter
from device.echo_reference import EchoReference

DRIFTS_PPM = (50.0, 100.0, -50.0, -100.0)
LATE_S = (0.04, 0.09, 0.15, 0.25)
DRIVES = (0.5, 1.0)
TEST_SEED = 1000
USUAL_S = (3.5, 9.0)
"""Sentences short enough to be waited for, and long enough to be talked over."""
LONGEST_S = 300.0
"""Nobody waits longer for a device that does not come to hear."""


class Bench:
    """Rooms, sentences and ears of one part."""

    def __init__(self, said: Sequence[Sentence], understanding: Understanding) -> None:
        self._said = list(said)
        self._understanding = understanding
        self._usual = [one for one in said if USUAL_S[0] < one.seconds < USUAL_S[1]]

    def alone(self, room: Room, seconds: float) -> Day:
        """The device speaks and nobody else does."""
        return self._bedside(room, seconds, self._said).spend(seconds)

    def over(self, room: Room, people: Sequence[Remark]) -> Day:
        """Somebody talks over it."""
        return self._bedside(room, LONGEST_S, self._usual).spend(LONGEST_S, people)

    def in_silence(self, room: Room, people: Sequence[Remark]) -> list[bool]:
        """Whether each would have been understood of a device that says nothing."""
        return [self._understanding.alone(LiveAir(room, 4.0, self._sample()), remark) for remark in people]

    def caught(self, day: Day, *, first: bool) -> list[bool]:
        """Whether each remark was taken for what it was; the `first` time it was said, or at last."""
        return [
            any(self._understanding.same(one, spoken.remark) for one in day.over(spoken, first=first))
            for spoken in day.remarks
        ]

    def _bedside(self, room: Room, seconds: float, said: Sequence[Sentence]) -> Bedside:
        begins = room.seed * 13 % len(said)
        said = [*said[begins:], *said[:begins]]
        talker = Talker([one.text for one in said], self._understanding.expectation, self._understanding.urgent)
        canceller = EchoCanceller(EchoReference(), WebRtc(), EchoFilter())
        return Bedside(LiveAir(room, seconds, self._sample()), self._understanding.ear(), talker, said, canceller)

    def _sample(self) -> SpeechChunk:
        some = self._said[:4]
        return SpeechChunk(samples=np.concatenate([one.samples for one in some]), sample_rate_hz=some[0].rate_hz)


def own_voice(days: Sequence[Day]) -> Figures:
    """For an hour of its own speech."""
    hours = sum(day.spoken_s for day in days) / 3600
    after = [day.working_after_s for day in days]
    known = [seconds for seconds in after if seconds is not None]
    return {
        "own_speech min": round(60 * hours, 1),
        "pauses an_hour": round(sum(len(day.pauses_s) for day in days) / hours, 1),
        "turns an_hour": round(sum(len(day.heard) for day in days) / hours, 1),
        "works in": f"{len(known)} of {len(days)} rooms",
        "after own_speech s": f"{np.median(known):.0f} (most {max(known):.0f})" if known else "-",
    }


def talked_over(bench: Bench, room: Room, people: Sequence[Remark], day: Day) -> Figures:
    """For each kind of remark: shares in per cent."""
    figures: Figures = {"said": len(day.remarks)}
    silence = bench.in_silence(room, people)
    once, at_last = bench.caught(day, first=True), bench.caught(day, first=False)
    for kind in Kind:
        for name, caught in (("once", once), ("in two", at_last)):
            of_kind = [got for got, one in zip(caught, day.remarks, strict=True) if one.remark.kind is kind]
            figures[f"{kind} {name} %"] = _share(of_kind)
        of_kind = [got for got, one in zip(silence, people, strict=True) if one.kind is kind]
        figures[f"{kind} in silence %"] = _share(of_kind)
    figures["paused %"] = _share([day.paused(one) for one in day.remarks])
    taken = [bool(day.over(one, first=True)) for one in day.remarks]
    figures["taken wrongly %"] = _share([took and not got for took, got in zip(taken, once, strict=True)])
    return figures


def _share(which: Sequence[bool]) -> int:
    return round(100 * sum(which) / max(1, len(which)))


def rooms(levels_db: Sequence[float], reverberations_s: Sequence[float], part: str = "dev") -> list[Room]:
    """One of each; clocks, delays and loudspeakers vary from room to room."""
    first = TEST_SEED if part == "test" else 0
    return [
        Room(
            name=f"{level:+.0f} dB, {seconds} s",
            own_db=level,
            reverberation_s=seconds,
            drift_ppm=DRIFTS_PPM[number % len(DRIFTS_PPM)],
            late_s=LATE_S[(number // 2) % len(LATE_S)],
            drive=DRIVES[number // 2 % len(DRIVES)],
            seed=first + number,
        )
        for number, (level, seconds) in enumerate(product(levels_db, reverberations_s))
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    options = _options(arguments)
    try:
        texts = shuffled(built_in_texts())[options.part == "test" :: 2]
        said = list(enough(sentences(texts), 60 * max(options.minutes, 10.0)))
        people = remarks(options.part)[:: options.every]
    except CompanionError as error:
        print(error, file=sys.stderr)
        return 1
    bench = Bench(said, Understanding())
    places = rooms(options.levels, options.reverberation, options.part)
    table: dict[str, Figures] = {}
    for room in places:
        days = [bench.alone(room, 60 * options.minutes / len(places))] if options.minutes else []
        if days:
            table[f"own voice, {room.name}"] = own_voice(days)
        if options.over:
            day = bench.over(room, people)
            table[f"over it, {room.name}"] = talked_over(bench, room, people, day)
        if not options.json:
            for name in [name for name in table if name.endswith(room.name)]:
                print(f"{name:<24} " + "  ".join(f"{key} {value}" for key, value in table[name].items()), flush=True)
    if options.json:
        print(json.dumps({"rooms": table, "environment": environment()}))
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m companion.bench.rooms", description=__doc__)
    parser.add_argument("--part", choices=("dev", "test"), default="dev")
    parser.add_argument("--minutes", type=float, default=30.0, help="in all rooms together; 0: none")
    parser.add_argument("--levels", type=float, nargs="+", default=[0.0, -10.0, -20.0], help="dB to the resident")
    parser.add_argument("--reverberation", type=float, nargs="+", default=[0.3, 0.6], help="seconds")
    parser.add_argument("--every", type=int, default=1, help="only every so many remarks")
    parser.add_argument("--no-over", dest="over", action="store_false", help="nobody talks over it")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())

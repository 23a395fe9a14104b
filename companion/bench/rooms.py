"""Whether the device hears itself, and whoever talks over it, in simulated rooms: with and without echo cancellation.

    python -m companion.bench.rooms [--minutes 30] [--levels 0 -5 -10 -20] [--reverberation 0.2 0.4 0.6 0.8] [--json]

Own voice: the device speaks alone, its built-in prompts one after the other. Self-triggers: how often the ear hears
somebody begin, and how many of those utterances have words, for an hour of its own speech; given against half duplex,
the sound as it comes. Over it: flite's voices say a phrase in the middle of a sentence. Half duplex takes what is
urgent, sure and not the device's own words; full duplex pauses as soon as somebody begins, and takes every word.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from time import process_time

import numpy as np

from companion.asr.choose import make_recogniser
from companion.asr.ear import TurnEar
from companion.asr.echo import own_words
from companion.asr.frontend import FrontEnd
from companion.asr.vad import SileroDetector
from companion.bench.figures import Figures, environment
from companion.bench.rooms_air import Air, Played, Room
from companion.bench.rooms_talk import Remark, Sentence, built_in_texts, enough, remarks, sentences, shuffled
from companion.errors import CompanionError
from companion.messages import (
    FRAME_SAMPLES,
    FRAME_SECONDS,
    SAMPLE_RATE_HZ,
    AnswerKind,
    AudioFrame,
    Expectation,
    HearingEvent,
    Samples,
    SpeechStarted,
    Utterance,
)
from companion.ports import Recogniser
from companion.settings import AsrSettings
from device.echo import EchoCanceller, WebRtc
from device.echo_filter import EchoFilter
from device.echo_reference import EchoReference
from device.timing import FrameTimes

PAUSE_S = 1.0
DRIFTS_PPM = (0.0, 50.0, -50.0, 200.0)
DRIVES = (1.0, 2.0)
HANDED_OVER_S = 0.004
"""Frames are handed over up to this much late."""
SILENT_AFTER_S = 0.06
"""From the ear's word that somebody speaks until the loudspeaker is silent."""
SURE = 0.8
"""As companion.heeding asks of words heard over speech in half duplex."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What went through the canceller."""

    frames: tuple[AudioFrame, ...]
    cost_s: float
    canceller: EchoCanceller


def cleaned(heard: Samples, played: Sequence[Played], room: Room) -> Cleaned:
    """As the live device does it, frame times wavering and clocks apart."""
    reference = EchoReference()
    for piece in played:
        reference.played(piece.samples, piece.rate_hz, piece.start_s)
    canceller = EchoCanceller(reference, WebRtc(), EchoFilter())
    times, random = FrameTimes(FRAME_SECONDS), np.random.default_rng(room.seed)
    given = [
        AudioFrame(
            samples=block,
            start_s=times.start_s(at * FRAME_SECONDS / (1 + room.drift_ppm / 1e6) + random.uniform(0, HANDED_OVER_S)),
        )
        for at, block in enumerate(_blocks(heard))
    ]
    before_s = process_time()
    frames = tuple(canceller.clean(frame) for frame in given)
    return Cleaned(frames, process_time() - before_s, canceller)


def as_heard(heard: Samples) -> tuple[AudioFrame, ...]:
    """Frames of what the microphone gives."""
    return tuple(AudioFrame(samples=block, start_s=at * FRAME_SECONDS) for at, block in enumerate(_blocks(heard)))


class Listener:
    """An ear for one conversation after the other."""

    def __init__(self) -> None:
        from companion.dialogue.phrases import COMMAND_PHRASES, RED_FLAG_PHRASES, phrases_for, unique

        settings = AsrSettings(engine="pocketsphinx", own_process=False)
        self._settings = settings
        self._recogniser: Recogniser = make_recogniser(settings, None)
        self.urgent = frozenset((*COMMAND_PHRASES, *RED_FLAG_PHRASES))
        phrases = unique((*COMMAND_PHRASES, *RED_FLAG_PHRASES, *phrases_for(AnswerKind.YES_NO)))
        self._expectation = Expectation(kind=AnswerKind.YES_NO, phrases=phrases, no_reply_s=0)

    def hear(self, frames: Sequence[AudioFrame]) -> list[tuple[float, HearingEvent]]:
        """Every event, and when it was told of."""
        ear = TurnEar(SileroDetector(), self._recogniser, self._settings, front_end=FrontEnd())
        ear.expect(self._expectation)
        events = [(frame.end_s, event) for frame in frames for event in ear.hear(frame)]
        return [*events, *((frames[-1].end_s, event) for event in ear.cut())]


def alone(listener: Listener, rooms: Sequence[Room], said: Sequence[Sentence], *, raw: bool) -> Figures:
    """The device speaks in every room and nobody else does."""
    seconds = cost_s = length_s = 0.0
    begun = worded = 0
    enhancements = []
    for room, part in zip(rooms, np.array_split(np.arange(len(said)), len(rooms)), strict=True):
        played = list(_one_after_the_other([said[at] for at in part]))
        spoken_s = sum(len(piece.samples) / piece.rate_hz for piece in played)
        length = spoken_s + PAUSE_S * (len(played) + 1)
        heard = Air(room).hear(length, played)
        clean = cleaned(heard, played, room)
        events = listener.hear(as_heard(heard) if raw else clean.frames)
        begun += sum(isinstance(event, SpeechStarted) for _, event in events)
        worded += sum(isinstance(event, Utterance) and bool(event.transcript.text) for _, event in events)
        seconds, length_s, cost_s = seconds + spoken_s, length_s + length, cost_s + clean.cost_s
        enhancements.append(clean.canceller.meter.enhancement_db or 0.0)
    return {
        "own_speech min": round(seconds / 60, 1),
        "began an_hour": round(begun * 3600 / seconds, 1),
        "with words an_hour": round(worded * 3600 / seconds, 1),
        "enhancement dB least / median": f"{min(enhancements):.0f} / {np.median(enhancements):.0f}",
        "share_of_core": round(cost_s / length_s, 4),
    }


def over(listener: Listener, room: Room, said: Sequence[Sentence], people: Sequence[Remark]) -> Figures:
    """Somebody says a phrase in the middle of a sentence."""
    random = np.random.default_rng(room.seed)
    usual = [one for one in said if 3.5 < one.seconds < 9]
    half = full = paused = ceiling = 0
    for remark in people:
        first, second = (usual[at] for at in random.choice(len(usual), 2, replace=False))
        played = list(_one_after_the_other([first, second]))
        at_s = played[1].start_s + random.uniform(1.2, second.seconds - 1.2)
        case = Case(room, tuple(played), at_s, remark)
        half += listener_takes(listener, listener.hear(as_heard(case.heard())), case, second.text)
        stops_s = case.begins(listener.hear(cleaned(case.heard(), played, room).frames))
        paused += stops_s is not None
        stopped = case.stopped((stops_s or np.inf) + SILENT_AFTER_S)
        clean = cleaned(stopped.heard(), stopped.played, room)
        full += case.caught(listener.hear(clean.frames))
        silent = Case(room, (), at_s, remark)
        ceiling += silent.caught(listener.hear(as_heard(silent.heard())))
    share = {"half duplex right": half, "paused": paused, "full duplex right": full, "in silence right": ceiling}
    return {"said": len(people), **{f"{name} %": round(100 * count / len(people)) for name, count in share.items()}}


@dataclass(frozen=True, slots=True)
class Case:
    """One phrase over one sentence."""

    room: Room
    played: tuple[Played, ...]
    at_s: float
    remark: Remark

    @property
    def until_s(self) -> float:
        """The phrase is over."""
        return self.at_s + len(self.remark.samples) / SAMPLE_RATE_HZ

    def heard(self) -> Samples:
        """At the microphone."""
        ends_s = max((one.start_s + len(one.samples) / one.rate_hz for one in self.played), default=0.0)
        return Air(self.room).hear(max(ends_s, self.until_s) + 2.0, self.played, ((self.at_s, self.remark.samples),))

    def begins(self, events: Sequence[tuple[float, HearingEvent]]) -> float | None:
        """When the ear told that somebody speaks, if it did meanwhile."""
        told = [
            told_s
            for told_s, event in events
            if isinstance(event, SpeechStarted) and self.at_s - 0.1 < event.at_s < self.until_s
        ]
        return told[0] if told else None

    def stopped(self, at_s: float) -> Case:
        """The same with the device silent from then on."""
        cut = tuple(
            Played(
                start_s=one.start_s,
                samples=one.samples[: round(min(max(0.0, at_s - one.start_s), 1e3) * one.rate_hz)],
                rate_hz=one.rate_hz,
            )
            for one in self.played
        )
        return Case(self.room, cut, self.at_s, self.remark)

    def utterances(self, events: Sequence[tuple[float, HearingEvent]]) -> list[Utterance]:
        """Those that lie over the phrase."""
        return [
            event
            for _, event in events
            if isinstance(event, Utterance) and event.started_s < self.until_s and event.ended_s > self.at_s
        ]

    def caught(self, events: Sequence[tuple[float, HearingEvent]]) -> bool:
        """The very words."""
        return any(one.transcript.text == self.remark.text for one in self.utterances(events))


def listener_takes(listener: Listener, events: Sequence[tuple[float, HearingEvent]], case: Case, saying: str) -> bool:
    """What half duplex lets through over the device's own voice: help and commands, when sure."""
    return any(
        one.transcript.text == case.remark.text
        and one.transcript.text in listener.urgent
        and one.transcript.confidence >= SURE
        and not own_words(one.transcript.text, saying)
        for one in case.utterances(events)
    )


def _one_after_the_other(said: Sequence[Sentence]) -> Iterator[Played]:
    at_s = PAUSE_S
    for one in said:
        yield Played(start_s=at_s, samples=one.samples, rate_hz=one.rate_hz)
        at_s += one.seconds + PAUSE_S


def _blocks(heard: Samples) -> Samples:
    return heard[: len(heard) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)


def rooms(levels_db: Sequence[float], reverberations_s: Sequence[float]) -> list[Room]:
    """One of each; clocks and loudspeakers vary from room to room."""
    return [
        Room(
            name=f"{level:+.0f} dB, {seconds} s",
            own_db=level,
            reverberation_s=seconds,
            drift_ppm=DRIFTS_PPM[number % len(DRIFTS_PPM)],
            drive=DRIVES[number % len(DRIVES)],
            seed=number,
        )
        for number, (level, seconds) in enumerate(product(levels_db, reverberations_s))
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    options = _options(arguments)
    try:
        said = list(enough(sentences(shuffled(built_in_texts())), 60 * options.minutes))
        people = remarks()
    except CompanionError as error:
        print(error, file=sys.stderr)
        return 1
    listener = Listener()
    places = rooms(options.levels, options.reverberation)
    table: dict[str, Figures] = {}
    for name, raw in {"own voice, cancelled": False, "own voice, as it comes": True}.items():
        part = list(enough(iter(said), 60 * options.raw_minutes)) if raw else said
        table[name] = alone(listener, places, part, raw=raw)
        _print(name, table[name], as_json=options.json)
    for room in rooms(options.levels, options.over):
        table[f"over it, {room.name}"] = over(listener, room, said, people)
        _print(f"over it, {room.name}", table[f"over it, {room.name}"], as_json=options.json)
    if options.json:
        print(json.dumps({"rooms": table, "environment": environment()}))
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m companion.bench.rooms", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0, help="of the device's own speech")
    parser.add_argument("--raw-minutes", type=float, default=5.0, help="of it without cancellation, which takes longer")
    parser.add_argument("--levels", type=float, nargs="+", default=[0.0, -5.0, -10.0, -20.0], help="dB to the resident")
    parser.add_argument("--reverberation", type=float, nargs="+", default=[0.2, 0.4, 0.6, 0.8], help="seconds")
    parser.add_argument("--over", type=float, nargs="+", default=[0.4], help="reverberation where people talk over it")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(arguments)


def _print(name: str, figures: Figures, *, as_json: bool) -> None:
    if not as_json:
        print(f"{name:<26} " + "  ".join(f"{key} {value}" for key, value in figures.items()), flush=True)


if __name__ == "__main__":
    sys.exit(main())

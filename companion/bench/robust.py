"""What soft, far, slow and noisy speech and wrongly set microphones cost, without and with the front end.

    python -m companion.bench.robust [--part dev|test] [--condition NAME ...] [--clips 4] [--detector-only] [--json]
                                     [--cache DIR]

Each clip goes through the whole ear, room before and after it. Missed: no utterance began. Late: it began, but what
the recogniser got lacks more than 50 ms of the beginning. Right: an utterance over the speech has exactly the words
expected. Each speaker is met as a stranger; what the ear learns of a voice it keeps until the next one. Last come the
noises alone: how often they pass for speech, and how often words are heard in them. With a cache a row is measured once
for each state of the code.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from companion.asr.choose import AdaptiveRecogniser, make_recogniser
from companion.asr.ear import PRE_ROLL_FRAMES, TurnEar
from companion.asr.frontend import FrontEnd
from companion.asr.vad import SileroDetector
from companion.asr.vad_gate import GatedDetector
from companion.audiofile import read_audio
from companion.bench.figures import Figures, word_errors
from companion.bench.hearing import questions
from companion.bench.hearing_data import Clip, Part, acted_clips, some, speech_clips
from companion.bench.robust_sounds import ALONE_DB, GROUPS, Bedside, Heard, shares
from companion.errors import CompanionError
from companion.messages import (
    FRAME_SAMPLES,
    FRAME_SECONDS,
    SAMPLE_RATE_HZ,
    AudioFrame,
    Expectation,
    HearingEvent,
    Samples,
    Transcript,
    Utterance,
    Vocabulary,
)
from companion.ports import Recogniser
from companion.settings import AsrSettings

MAY_LACK_S = 0.05
ASKED = ("sentence", "digit")
ALONE = {f"{group} alone {level} dB": (group, float(level)) for group in GROUPS for level in ALONE_DB}
"""Nobody speaks."""
HERE = Path(__file__).parent
_MEASURED = ("../asr", ".")
WITH_A_COLD = "mfa_sick_voice"
"""One speaker only, so it belongs to the test."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one clip."""

    missed: bool
    late: bool
    right: bool
    extra: int
    """Utterances that were none: wholly before or after the speech."""


class NoWords:
    """A recogniser that hears nothing, where only the detector is asked about."""

    def start(self, expectation: Expectation) -> None:
        """Begins nothing."""

    def accept(self, samples: Samples) -> Transcript:  # noqa: ARG002
        """No words."""
        return Transcript(text="", confidence=0.0, engine="none")

    def finish(self) -> Transcript:
        """No words."""
        return Transcript(text="", confidence=0.0, engine="none")

    def forget(self) -> None:
        """Knows nothing."""

    def learn(self, words: Vocabulary) -> None:
        """Learns nothing."""

    def close(self) -> None:
        """Holds nothing."""


class Stranger:
    """An ear that has never heard this person; `with_front_end` is what is compared."""

    def __init__(self, recogniser: Recogniser, *, with_front_end: bool) -> None:
        front_end = FrontEnd() if with_front_end else None
        detector = GatedDetector(SileroDetector())
        self._ear = TurnEar(detector, recogniser, AsrSettings(), front_end=front_end)
        self._now_s = 0.0

    def answer(self, clip: Clip, sound: Heard, phrases: tuple[str, ...]) -> Outcome:
        """Ask, and listen to one clip."""
        began_s = self._now_s
        utterances = self.listen(sound.samples, Expectation(phrases=phrases, no_reply_s=0))
        return _judge(clip, utterances, onset_s=began_s + sound.onset_s, end_s=began_s + sound.end_s)

    def listen(self, samples: Samples, expectation: Expectation) -> list[Utterance]:
        """Every utterance in it; what is under way at its end is cut."""
        self._ear.expect(expectation)
        events: list[HearingEvent] = []
        for start in range(0, len(samples) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
            frame = AudioFrame(samples=samples[start : start + FRAME_SAMPLES], start_s=self._now_s)
            events += self._ear.hear(frame)
            self._now_s += FRAME_SECONDS
        events += self._ear.cut()
        return [event for event in events if isinstance(event, Utterance)]


def _judge(clip: Clip, utterances: Sequence[Utterance], *, onset_s: float, end_s: float) -> Outcome:
    over = [one for one in utterances if one.started_s < end_s and one.ended_s > onset_s]
    pre_roll_s = PRE_ROLL_FRAMES * FRAME_SECONDS
    return Outcome(
        missed=not over,
        late=bool(over) and over[0].started_s - pre_roll_s > onset_s + MAY_LACK_S,
        right=any(one.transcript.text == clip.text for one in over),
        extra=len(utterances) - len(over),
    )


def measure(clips: Sequence[Clip], bedside: Bedside, condition: str, *, front_end: bool, engine: Recogniser) -> Figures:
    """One row of the table."""
    asked = {name: question for question in questions(clips) for name in question.sets if question.name in ASKED}
    outcomes: dict[str, list[Outcome]] = {}
    for _, of_speaker in groupby(sorted(clips, key=lambda clip: clip.speaker), key=lambda clip: clip.speaker):
        if isinstance(engine, AdaptiveRecogniser):
            engine.forget()
        stranger = Stranger(engine, with_front_end=front_end)
        for clip in of_speaker:
            question = asked[clip.set]
            outcome = stranger.answer(clip, bedside.hear(clip, condition), question.phrases)
            outcomes.setdefault(question.name, []).append(outcome)
    every = [outcome for several in outcomes.values() for outcome in several]
    return {
        "condition": condition,
        "front_end": front_end,
        "clips": len(every),
        "missed": shares([one.missed for one in every]),
        "late": shares([one.late for one in every]),
        **{f"right_{name}": shares([one.right for one in several]) for name, several in sorted(outcomes.items())},
        "extra": sum(one.extra for one in every),
    }


def with_a_cold(clip: Clip, *, front_end: bool, engine: Recogniser) -> Figures:
    """Half a minute of somebody with a cold, who talks freely: how much of it is speech, and how much understood."""
    stranger = Stranger(engine, with_front_end=front_end)
    utterances = stranger.listen(read_audio(clip.path), Expectation(no_reply_s=0))
    errors, words = word_errors(clip.text, " ".join(one.transcript.text for one in utterances))
    spoken_s = sum(one.ended_s - one.started_s for one in utterances)
    return {
        "condition": clip.path.stem,
        "front_end": front_end,
        "share_heard_as_speech": round(spoken_s / clip.seconds, 3),
        "word_error_rate": round(errors / words, 3),
        "words": words,
    }


def alone(noises: Sequence[Samples], condition: str, *, front_end: bool, engine: AdaptiveRecogniser) -> Figures:
    """Noises in which nobody speaks: what begins an utterance, and what has words in it; for each hour."""
    starts, worded = 0, 0
    for noise in noises:
        engine.forget()
        utterances = Stranger(engine, with_front_end=front_end).listen(noise, Expectation(no_reply_s=0))
        starts += len(utterances)
        worded += sum(bool(one.transcript.text) for one in utterances)
    hours = sum(len(noise) for noise in noises) / SAMPLE_RATE_HZ / 3600
    return {
        "condition": condition,
        "front_end": front_end,
        "minutes": round(60 * hours, 2),
        "starts": starts,
        "starts_an_hour": round(starts / hours),
        "with_words": worded,
    }


class Cache:
    """Rows that were measured before, by the same code, of the same things; kept as JSON. Without a folder: none."""

    def __init__(self, folder: Path | None, about: object) -> None:
        """`about`: everything beside the row's name that its figures depend on."""
        self._folder = folder
        code = hashlib.sha256(repr(about).encode())
        for name in _MEASURED:
            for path in sorted((HERE / name).glob("*.py")):
                code.update(path.read_bytes())
        self._code = code.hexdigest()

    def row(self, name: str, measured: Callable[[], Figures]) -> Figures:
        """The row of that name."""
        if self._folder is None:
            return measured()
        file = self._folder / f"{hashlib.sha256((self._code + name).encode()).hexdigest()}.json"
        if not file.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(measured()), encoding="utf-8")
        figures: Figures = json.loads(file.read_text(encoding="utf-8"))
        return figures


def rows(options: argparse.Namespace) -> Iterator[Figures]:
    """Every condition asked for, without and with the front end."""
    data = Path(os.environ.get("COMPANION_DATA", "data"))
    bedside = Bedside(data)
    part = Part(options.part)
    clips = [clip for clip in (*acted_clips(data), *speech_clips(data)) if clip.set in ("ravdess", "fsdd_digits")]
    chosen = some([clip for clip in clips if clip.part is part], options.clips)
    engine = NoWords() if options.detector_only else make_recogniser(AsrSettings(own_process=False), None)
    cache = Cache(options.cache, (options.part, options.clips, options.detector_only))
    for condition in options.condition or (*bedside.conditions, *ALONE):
        for front_end in (False, True):
            yield cache.row(
                f"{condition} {front_end}",
                lambda condition=condition, front_end=front_end: _row(  # type: ignore[misc]
                    chosen, bedside, condition, front_end=front_end, engine=engine
                ),
            )
    if options.part == Part.TEST and not options.condition:
        for clip in (clip for clip in speech_clips(data) if clip.set == WITH_A_COLD):
            for front_end in (False, True):
                engine.forget()
                yield with_a_cold(clip, front_end=front_end, engine=engine)
    engine.close()


def _row(
    clips: Sequence[Clip], bedside: Bedside, condition: str, *, front_end: bool, engine: AdaptiveRecogniser
) -> Figures:
    if condition not in ALONE:
        return measure(clips, bedside, condition, front_end=front_end, engine=engine)
    return alone(bedside.alone(*ALONE[condition]), condition, front_end=front_end, engine=engine)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table, or one JSON object a line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--part", choices=[*Part], default=Part.DEV)
    parser.add_argument("--condition", action="append", help="only these; all without")
    parser.add_argument("--clips", type=int, default=4, help="of each set; 0: all")
    parser.add_argument("--detector-only", action="store_true", help="who began to speak, not what was said: fast")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keeps the rows there; what is there is not measured")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    try:
        for row in rows(options):
            line = json.dumps(row) if options.json else _line(row)
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
    except CompanionError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


def _line(row: Figures) -> str:
    figures = "  ".join(f"{name} {value}" for name, value in row.items() if name not in ("condition", "front_end"))
    return f"{row['condition']:<24} {'with' if row['front_end'] else 'without':<8} {figures}"


if __name__ == "__main__":
    sys.exit(main())

"""Word error rate and answer accuracy of the recognisers on people's recordings.

    python -m companion.bench.hearing [--engine NAME ...] [--part dev|test] [--condition clean|10dB|5dB|babble10dB ...]

Open decoding is asked of every transcribed set; expected answers are asked as the device asks them, with the commands
and calls for help that are listened for at every question. Each speaker is met as a stranger; what the recogniser
learns of a voice, it keeps until the next one.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from companion.asr.choose import AdaptiveRecogniser, make_recogniser
from companion.asr.worker_recogniser import WorkerRecogniser
from companion.audiofile import read_audio
from companion.bench.figures import Figures, environment
from companion.bench.hearing_data import (
    UNKNOWN_SPEAKER,
    Clip,
    Condition,
    Noises,
    Part,
    acted_clips,
    some,
    speech_clips,
)
from companion.bench.hearing_score import Heard, answer_figures, confidence_figures, hear, open_figures
from companion.errors import CompanionError
from companion.messages import AnswerKind, Expectation
from companion.settings import AsrSettings

OPEN_SETS = (
    "librispeech_test_other",
    "librispeech_train_clean_100",
    "vctk",
    "vctk_noisy_pairs",
    "common_voice",
    "ljspeech",
    "mfa_sick_voice",
    "misc",
    "pocketsphinx",
)
WORKER = "+worker"
_COLUMNS = {
    "open": (
        "engine", "condition", "set", "words", "word_error_rate %", "real_time_factor", "accept ms p50 / p99",
        "finish ms p50 / p99",
    ),
    "answer": (
        "engine", "condition", "set", "in_grammar", "right %", "wrong %", "rejected %", "right_among_alternatives %",
        "out_of_grammar", "accepted %",
    ),
}  # fmt: skip
WAKE_WORDS = ("alexa", "computer", "jarvis", "smart mirror", "view glass")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is expected, and which sets answer it; what they say besides is out of grammar."""

    name: str
    phrases: tuple[str, ...]
    sets: tuple[str, ...]


def questions(clips: Sequence[Clip]) -> tuple[Question, ...]:
    """Digits to a question for a number, names, whole sentences; and readers who answer no question at all."""
    from companion.dialogue.phrases import COMMAND_PHRASES, RED_FLAG_PHRASES, phrases_for, unique

    always = (*COMMAND_PHRASES, *RED_FLAG_PHRASES)
    scale = unique((*always, *phrases_for(AnswerKind.SCALE)))
    yes_no = unique((*always, *phrases_for(AnswerKind.YES_NO)))
    acted = tuple(dict.fromkeys(clip.text for clip in clips if clip.set == "ravdess"))
    digits = tuple("zero one two three four five six seven eight nine".split())
    talk = ("librispeech_test_other", "picovoice_commands", "common_voice", "vctk")
    return (
        Question(name="digit", phrases=digits, sets=("fsdd_digits",)),
        Question(name="scale", phrases=scale, sets=("fsdd_digits", "precise_words")),
        Question(name="name", phrases=WAKE_WORDS, sets=("picovoice_wake", "precise_words")),
        Question(name="name or command", phrases=unique((*always, *WAKE_WORDS)), sets=("picovoice_wake",)),
        Question(name="sentence", phrases=unique((*always, *acted)), sets=("ravdess",)),
        Question(name="yes or no", phrases=yes_no, sets=talk),
    )


@dataclass(frozen=True, slots=True)
class Given:
    """Who hears, under which noise, and whether the sound comes as fast as it was spoken or as fast as it is taken."""

    recogniser: AdaptiveRecogniser
    condition: Condition
    paced: bool = False


def hear_all(given: Given, clips: Iterable[Clip], noises: Noises, *, phrases: tuple[str, ...]) -> Iterator[Heard]:
    """Decode clip after clip; a new speaker comes to a device that knows nobody."""
    from companion.dialogue.phrases import answers_among

    # What people put around an answer is listened for, too, as after a question of the dialogue.
    expectation = Expectation(phrases=phrases, answers=answers_among(phrases, AnswerKind.CHOICE), no_reply_s=0)
    last = ""
    for clip in sorted(clips, key=lambda one: (one.set, one.speaker)):
        if clip.speaker != last or clip.speaker.startswith(UNKNOWN_SPEAKER):
            given.recogniser.forget()
        last = clip.speaker
        samples = noises.under(clip, read_audio(clip.path), given.condition)
        yield hear(given.recogniser, clip, samples, expectation, paced=given.paced)


class _Bench:
    """Everything measured of one recogniser."""

    def __init__(self, data: Path, part: Part, most: int) -> None:
        every = (*speech_clips(data), *acted_clips(data))
        self._clips = some([clip for clip in every if clip.part is part], most)
        self._questions = questions(every)
        self._noises = Noises(data)

    def rows(
        self, recogniser: AdaptiveRecogniser, condition: Condition, options: argparse.Namespace
    ) -> Iterator[Figures]:
        """Open speech set by set, then the questions."""
        if options.task != "answer":
            yield from self._open(Given(recogniser, condition, options.paced))
        if options.task != "open":
            yield from self._answers(Given(recogniser, condition, options.paced))

    def _open(self, given: Given) -> Iterator[Figures]:
        heard: list[Heard] = []
        for name in OPEN_SETS:
            clips = [clip for clip in self._clips if clip.set == name and clip.text]
            of_set = list(hear_all(given, clips, self._noises, phrases=()))
            heard += of_set
            if of_set:
                yield {"task": "open", "set": name, **open_figures(of_set)}
        yield {"task": "open", "set": "all", **open_figures(heard), **confidence_figures(heard)}

    def _answers(self, given: Given) -> Iterator[Figures]:
        for question in self._questions:
            clips = [clip for clip in self._clips if clip.set in question.sets]
            answers = hear_all(given, clips, self._noises, phrases=question.phrases)
            yield {"task": "answer", "set": question.name, **answer_figures(answers, question.phrases)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run as a program; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        _show(_everything(options), as_json=options.json)
    except CompanionError as error:
        print(f"hearing: {error}", file=sys.stderr)
        return error.exit_code
    return 0


def _everything(options: argparse.Namespace) -> Iterator[Figures]:
    bench = _Bench(options.data, Part(options.part), options.most)
    yield {"environment": environment(), "part": options.part}
    for engine in options.engine or ["auto"]:
        with made(engine) as recogniser:
            for condition in options.condition or [Condition.CLEAN]:
                for row in bench.rows(recogniser, Condition(condition), options):
                    yield {"engine": engine, "condition": condition, **row}
            yield {"engine": engine, "memory_mb": _resident_mb(recogniser)}


def _resident_mb(recogniser: AdaptiveRecogniser) -> dict[str, float]:
    """Resident memory now, of this process and of the recogniser's own, where it has one."""
    processes = {"this": os.getpid()}
    if isinstance(recogniser, WorkerRecogniser) and recogniser.pid is not None:
        processes["worker"] = recogniser.pid
    pages = {name: Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1] for name, pid in processes.items()}
    return {name: round(int(count) * os.sysconf("SC_PAGE_SIZE") / 1e6, 1) for name, count in pages.items()}


@contextmanager
def made(engine: str) -> Iterator[AdaptiveRecogniser]:
    """`pocketsphinx`, `vosk:FOLDER` with a model; `+worker` after it: in a process of its own. Raises ModelError."""
    alone = engine.endswith(WORKER)
    name, _, folder = engine.removesuffix(WORKER).partition(":")
    settings = AsrSettings(engine=name, own_process=alone)
    recogniser = make_recogniser(settings, Path(folder) if folder else None)
    try:
        yield recogniser
    finally:
        recogniser.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m companion.bench.hearing", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    data = Path(os.environ.get("COMPANION_DATA", "shared/data"))
    parser.add_argument("--data", type=Path, default=data, help="folder of recordings (also COMPANION_DATA)")
    parser.add_argument("--engine", action="append", help="pocketsphinx, auto, or vosk:FOLDER; may be given again")
    parser.add_argument("--part", choices=[*Part], default=Part.DEV, help="which speakers; tune on dev only")
    parser.add_argument("--condition", action="append", choices=[*Condition], help="may be given again")
    parser.add_argument("--task", choices=["open", "answer", "both"], default="both")
    parser.add_argument("--most", type=int, default=0, metavar="N", help="at most N clips of a set; 0: all")
    parser.add_argument("--paced", action="store_true", help="give the sound as slowly as it was spoken")
    parser.add_argument("--json", action="store_true", help="one JSON object a line instead of tables")
    return parser


def _show(rows: Iterable[Figures], *, as_json: bool) -> None:
    """One JSON object a line as soon as it is known, or at the end a table for open speech and one for answers."""
    kept = []
    for row in rows:
        if as_json:
            print(json.dumps(row), flush=True)
        else:
            kept.append(row)
    for task, columns in _COLUMNS.items():
        found = [row for row in kept if row.get("task") == task]
        if found:
            print("\n".join(_table(found, columns)) + "\n")


def _table(rows: list[Figures], columns: Sequence[str]) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield f"|{' --- |' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join(_cell(row.get(column.split()[0]), column) for column in columns)} |"


def _cell(value: object, column: str) -> str:
    if isinstance(value, dict):
        return f"{value['p50_ms']} / {value['p99_ms']}"
    if isinstance(value, float) and column.endswith("%"):
        return f"{100 * value:.1f}"
    return "" if value is None else str(value)


if __name__ == "__main__":
    sys.exit(main())

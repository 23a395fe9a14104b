"""Counts what a recogniser got right: words in open speech, answers where the question's phrases were expected."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, process_time, sleep

from companion.asr.worker_recogniser import WorkerRecogniser
from companion.bench.figures import Figures, percentiles, word_errors
from companion.bench.hearing_data import Clip, seconds_of
from companion.messages import FRAME_SAMPLES, SAMPLE_RATE_HZ, Expectation, Samples, Transcript
from companion.ports import Recogniser

CORRECT_ENOUGH = 0.5
"""Words said with less confidence count as not believed, in the figures of the confidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One clip, decoded."""

    clip: Clip
    transcript: Transcript = field(repr=False)
    frame_ms: tuple[float, ...] = field(repr=False)
    """How long each `accept` kept the caller."""
    finish_ms: float
    """From the last sound to the final transcript, for a caller who gave the sound as fast as it was taken."""
    work_s: float
    """Processor time, the recogniser's own process included."""
    audio_s: float


def hear(
    recogniser: Recogniser, clip: Clip, samples: Samples, expectation: Expectation, *, paced: bool = False
) -> Heard:
    """Give the clip frame by frame, as the ear does; `paced`: no faster than it was spoken."""
    worked, began = worked_s(recogniser), perf_counter()
    recogniser.start(expectation)
    frame_ms = []
    for start in range(0, len(samples), FRAME_SAMPLES):
        if paced:
            sleep(max(0.0, began + (start + FRAME_SAMPLES) / SAMPLE_RATE_HZ - perf_counter()))
        given = perf_counter()
        recogniser.accept(samples[start : start + FRAME_SAMPLES])
        frame_ms.append((perf_counter() - given) * 1000)
    ended = perf_counter()
    transcript = recogniser.finish()
    return Heard(
        clip=clip,
        transcript=transcript,
        frame_ms=tuple(frame_ms),
        finish_ms=(perf_counter() - ended) * 1000,
        work_s=worked_s(recogniser) - worked,
        audio_s=seconds_of(samples),
    )


def worked_s(recogniser: Recogniser) -> float:
    """Processor time so far of this process and of the recogniser's own, where it has one."""
    if not isinstance(recogniser, WorkerRecogniser) or recogniser.pid is None:
        return process_time()
    on_cpu_ns, *_ = Path(f"/proc/{recogniser.pid}/schedstat").read_text(encoding="ascii").split()
    return process_time() + int(on_cpu_ns) / 1e9


def open_figures(heard: Iterable[Heard]) -> Figures:
    """Word error rate of open speech, and what it cost."""
    every = list(heard)
    counts = [word_errors(one.clip.text, one.transcript.text) for one in every]
    errors, words = sum(wrong for wrong, _ in counts), sum(said for _, said in counts)
    return {"clips": len(every), "words": words, "word_error_rate": _share(errors, words), **_cost(every)}


def answer_figures(heard: Iterable[Heard], phrases: Iterable[str]) -> Figures:
    """Of what is in the grammar: taken rightly, taken wrongly, not taken. Of all else: taken all the same."""
    every, known = list(heard), frozenset(phrases)
    inside = [one for one in every if one.clip.text in known]
    outside = [one for one in every if one.clip.text not in known]
    return {
        "in_grammar": len(inside),
        "right": _portion(inside, lambda one: one.transcript.expected and _right(one)),
        "wrong": _portion(inside, lambda one: one.transcript.expected and not _right(one)),
        "rejected": _portion(inside, lambda one: not one.transcript.expected),
        "text_right": _portion(inside, _right),
        "right_among_alternatives": _portion(inside, lambda one: _right(one) or _among(one)),
        "out_of_grammar": len(outside),
        "accepted": _portion(outside, lambda one: one.transcript.expected),
        **_cost(every),
    }


def confidence_figures(heard: Iterable[Heard]) -> Figures:
    """How far the words' confidences can be believed: mean squared error, and the share right above one half.

    The mean squared error (Brier's score) of a recogniser that knew only its own mean rate is given beside it.
    """
    pairs = [pair for one in heard for pair in _judged(one)]
    if not pairs:
        return {"judged_words": 0}
    rate = sum(right for _, right in pairs) / len(pairs)
    sure = [right for confidence, right in pairs if confidence >= CORRECT_ENOUGH]
    return {
        "judged_words": len(pairs),
        "brier": round(sum((confidence - right) ** 2 for confidence, right in pairs) / len(pairs), 4),
        "brier_of_mean": round(rate * (1 - rate), 4),
        "confident_words": _share(len(sure), len(pairs)),
        "confident_right": _share(sum(sure), len(sure)),
    }


def _judged(one: Heard) -> list[tuple[float, bool]]:
    """Each heard word's confidence, and whether it was said (aligned by Levenshtein's path)."""
    said = one.clip.text.split()
    right = matched(said, [word.text for word in one.transcript.words])
    return [(word.confidence, index in right) for index, word in enumerate(one.transcript.words)]


def matched(said: list[str], heard: list[str]) -> frozenset[int]:
    """Indices of the heard words that stand against the same word on a shortest edit path."""
    table = [[i + j if not i * j else 0 for j in range(len(heard) + 1)] for i in range(len(said) + 1)]
    for i, wanted in enumerate(said, 1):
        for j, got in enumerate(heard, 1):
            steps = (table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (wanted != got))
            table[i][j] = min(steps)
    found, i, j = set(), len(said), len(heard)
    while i and j:
        same = said[i - 1] == heard[j - 1]
        if table[i][j] == table[i - 1][j - 1] + (not same):
            i, j = i - 1, j - 1
            if same:
                found.add(j)
        elif table[i][j] == table[i - 1][j] + 1:
            i -= 1
        else:
            j -= 1
    return frozenset(found)


def _right(one: Heard) -> bool:
    return one.transcript.text == one.clip.text


def _among(one: Heard) -> bool:
    return one.clip.text in one.transcript.alternatives


def _cost(every: list[Heard]) -> Figures:
    audio_s = sum(one.audio_s for one in every)
    return {
        "audio_s": round(audio_s, 1),
        "real_time_factor": _share(sum(one.work_s for one in every), audio_s),
        "accept": percentiles([ms for one in every for ms in one.frame_ms]),
        "finish": percentiles([one.finish_ms for one in every]),
    }


def _portion(every: list[Heard], holds: Callable[[Heard], bool]) -> float | None:
    return _share(sum(map(holds, every)), len(every))


def _share(part: float, whole: float) -> float | None:
    return round(part / whole, 4) if whole else None

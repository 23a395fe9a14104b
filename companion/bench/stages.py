"""What each stage costs, measured on the demo's own recordings and words."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from time import perf_counter

import numpy as np

from companion.app import make_emotion, make_recogniser, make_registry, make_synthesiser
from companion.bench.figures import Figures, percentiles, timed_ms, word_errors
from companion.bench.sealing import sealed_turns
from companion.demo.journey import Journey, Line
from companion.messages import (
    FRAME_SAMPLES,
    SAMPLE_RATE_HZ,
    Expectation,
    MouthCue,
    MouthShape,
    Prompt,
    Samples,
    ShowCaption,
    ShowSpeech,
    Transcript,
    Utterance,
    Who,
)
from companion.ports import Recogniser
from companion.settings import Settings

SENTENCE = "Good morning. I am your bedside companion, a computer program. How did you sleep?"


def spoken_lines(journeys: list[Journey]) -> list[Line]:
    """Every recorded line."""
    return [line for journey in journeys for line in journey.lines if line.samples is not None]


def frames_of(samples: Samples) -> list[Samples]:
    """Whole frames of a recording."""
    whole = len(samples) // FRAME_SAMPLES * FRAME_SAMPLES
    return list(samples[:whole].reshape(-1, FRAME_SAMPLES))


def voice_activity(lines: list[Line]) -> Figures:
    """Silero VAD, one 32 ms frame."""
    from companion.asr.vad import SileroDetector

    detector = SileroDetector()
    costs = [
        timed_ms(lambda frame=frame: detector.probability(frame))  # type: ignore[misc]
        for line in lines
        for frame in frames_of(_samples(line))
    ]
    return percentiles(costs, share_of_core=round(float(np.mean(costs)) / (FRAME_SAMPLES / SAMPLE_RATE_HZ * 1000), 4))


def recogniser(settings: Settings, lines: list[Line]) -> dict[str, Figures]:
    """Open recognition of every line: cost of a frame, cost of the end, real-time factor, word error rate."""
    with closing(make_recogniser(settings, make_registry(settings))) as engine:
        return _recogniser(engine, lines)


def _recogniser(engine: Recogniser, lines: list[Line]) -> dict[str, Figures]:
    frames, ends = [], []
    errors = words = 0
    audio_s = work_s = 0.0
    name = ""
    for line in lines:
        engine.start(Expectation())
        started = perf_counter()
        frames += [timed_ms(lambda frame=frame: engine.accept(frame)) for frame in frames_of(_samples(line))]  # type: ignore[misc]
        ended = perf_counter()
        transcript = engine.finish()
        ends.append((perf_counter() - ended) * 1000)
        work_s += perf_counter() - started
        audio_s += line.seconds
        wrong, said = word_errors(line.text, transcript.text)
        errors, words, name = errors + wrong, words + said, transcript.engine
    return {
        "recogniser frame": percentiles(frames, engine=name, real_time_factor=round(work_s / audio_s, 4)),
        "recogniser end": percentiles(ends, word_error_rate_open=round(errors / words, 4), words=words),
    }


def emotion(settings: Settings, lines: list[Line]) -> Figures:
    """The mood in one line's words."""
    stage = make_emotion(make_registry(settings))
    utterances = [_utterance(line) for line in lines]
    stage.feel(utterances[0])
    return percentiles([timed_ms(lambda one=one: stage.feel(one)) for one in utterances * 3])  # type: ignore[misc]


def speech(settings: Settings) -> dict[str, Figures]:
    """First sound of a new sentence, and the real-time factor of the whole."""
    synthesiser = make_synthesiser(settings, make_registry(settings))
    prompt = Prompt(text=SENTENCE)
    list(synthesiser.speak(prompt))
    firsts, factors = [], []
    for _ in range(20):
        started = perf_counter()
        chunks = synthesiser.speak(prompt)
        seconds = [len((first := next(chunks)).samples) / first.sample_rate_hz]
        firsts.append((perf_counter() - started) * 1000)
        seconds += [len(chunk.samples) / chunk.sample_rate_hz for chunk in chunks]
        factors.append((perf_counter() - started) / sum(seconds))
    return {"first sound": percentiles(firsts, real_time_factor=round(float(np.median(factors)), 5))}


def face(size: tuple[int, int] = (1280, 720)) -> Figures:
    """One frame of the speaking face with a caption: pose and paint."""
    from companion.face.paint import Painter
    from companion.face.stage import FaceStage

    stage, painter = FaceStage(seed=1), Painter(size)
    cues = tuple(MouthCue(start_s=i * 0.1, shape=shape) for i, shape in enumerate([*MouthShape] * 12))
    stage.show(ShowCaption(at_s=0.0, who=Who.DEVICE, text=SENTENCE))
    stage.show(ShowSpeech(at_s=0.0, cues=cues))
    painter.draw(stage.scene(0.0))
    costs = [timed_ms(lambda at=i / 60: painter.draw(stage.scene(at))) for i in range(1, 601)]  # type: ignore[misc]
    return percentiles(costs, size=f"{size[0]}x{size[1]}")


def all_stages(settings: Settings, journeys: list[Journey]) -> dict[str, Callable[[], dict[str, Figures]]]:
    """What there is to measure, in the order of the path."""
    lines = spoken_lines(journeys)
    return {
        "voice activity": lambda: {"voice activity frame": voice_activity(lines)},
        "recogniser": lambda: recogniser(settings, lines),
        "emotion": lambda: {"emotion from words": emotion(settings, lines)},
        "speech": lambda: speech(settings),
        "face": lambda: {"face frame": face()},
        "sealed log": sealed_turns,
    }


def _samples(line: Line) -> Samples:
    if line.samples is None:
        raise ValueError("a button press has no sound")
    return line.samples


def _utterance(line: Line) -> Utterance:
    return Utterance(
        transcript=Transcript(text=line.text.lower(), confidence=1.0, engine="bench"),
        started_s=0.0,
        ended_s=line.seconds,
        decided_s=line.seconds,
        samples=_samples(line),
    )

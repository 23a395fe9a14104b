"""Hears one recording with the recogniser's own process: python apart_victim.py RECORDING.

At every step it says that it is done, and waits for a line: it has heard all (here it tells its recogniser's process
and, backwards, what that has so far), it has ended (the same way what was heard), it has let go of it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from companion.asr.choose import make_recogniser
from companion.asr.worker_recogniser import WorkerRecogniser
from companion.audiofile import read_audio
from companion.messages import FRAME_SAMPLES, Expectation
from companion.settings import AsrSettings


def say(words: str) -> None:
    """Say it, and wait until that has been looked into."""
    print(words, flush=True)
    sys.stdin.readline()


def listen(recogniser: WorkerRecogniser, recording: Path) -> str:
    """Give it the whole recording and return what it has made of that so far, backwards."""
    recogniser.start(Expectation(phrases=("no no pain", "good night")))
    samples = read_audio(recording)
    for start in range(0, len(samples), FRAME_SAMPLES):
        recogniser.accept(samples[start : start + FRAME_SAMPLES])
    return recogniser.accept(samples[:0]).text[::-1]


def main() -> None:
    """Hear, tell, wait."""
    recogniser = make_recogniser(AsrSettings(engine="pocketsphinx"), None)
    assert isinstance(recogniser, WorkerRecogniser)
    say(f"{recogniser.pid} {listen(recogniser, Path(sys.argv[1]))}")
    say("|".join(text[::-1] for text in told(recogniser)))
    say("let go")
    recogniser.close()


def told(recogniser: WorkerRecogniser) -> tuple[str, ...]:
    """What it heard, and the alternatives."""
    transcript = recogniser.finish()
    return transcript.text, *transcript.alternatives


if __name__ == "__main__":
    main()

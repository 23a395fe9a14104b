"""Hears one recording and lets go of it: python hearing_victim.py RECORDING [VOSK_MODEL].

Says backwards what it heard (so that the words do not lie in its own output buffer), holds it until it gets a line,
lets go of it, says so, and ends at the next line.
"""

from __future__ import annotations

import sys
from pathlib import Path

from companion.asr.choose import AdaptiveRecogniser
from companion.asr.pocketsphinx import PocketSphinxRecogniser
from companion.asr.vosk import VoskRecogniser
from companion.audiofile import read_audio
from companion.messages import Expectation

FRAME = 512


def hear(recogniser: AdaptiveRecogniser, recording: Path) -> str:
    """What was said."""
    samples = read_audio(recording)
    recogniser.start(Expectation(phrases=("no no pain", "good night")))
    for start in range(0, len(samples), FRAME):
        recogniser.accept(samples[start : start + FRAME])
    return recogniser.finish().text


def main() -> None:
    """Hear, tell, wait."""
    recording, *model = map(Path, sys.argv[1:])
    recogniser: AdaptiveRecogniser = VoskRecogniser(model[0]) if model else PocketSphinxRecogniser()
    heard = hear(recogniser, recording)
    print(heard[::-1], flush=True)
    sys.stdin.readline()
    del heard
    print("let go", flush=True)
    sys.stdin.readline()


if __name__ == "__main__":
    main()

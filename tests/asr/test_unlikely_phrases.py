"""A grammar hears one of its phrases in whatever is said; an unlikely one must not reach triage as an alternative."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion.asr.pocketsphinx import PocketSphinxRecogniser
from companion.audiofile import read_audio
from companion.messages import Expectation

RECORDINGS = Path(__file__).parents[2] / "companion" / "demo" / "recordings"
CALLS_FOR_HELP = ("my chest hurts", "i can not breathe", "i have fallen", "stop", "call the nurse", "i want to die")


@pytest.fixture(scope="module")
def recogniser() -> PocketSphinxRecogniser:
    return PocketSphinxRecogniser()


@pytest.mark.parametrize("clip", ["morning-2", "morning-5", "morning-6", "evening-1", "evening-4"])
def test_talk_is_never_a_call_for_help_because_nothing_else_was_expected(
    recogniser: PocketSphinxRecogniser, clip: str
) -> None:
    recogniser.start(Expectation(phrases=CALLS_FOR_HELP))
    recogniser.accept(read_audio(RECORDINGS / f"{clip}.flac"))
    transcript = recogniser.finish()
    assert transcript.text
    assert not {transcript.text, *transcript.alternatives} & set(CALLS_FOR_HELP)

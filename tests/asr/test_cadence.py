"""How finished a voice sounds where it stops."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from companion.asr.cadence import FEATURES, Cadence, describe
from companion.asr.cues import ASKED_AFTER_FRAMES, VoiceCue
from companion.asr.melody import Heard, Melody
from companion.errors import ModelError
from companion.messages import FRAME_SAMPLES, SAMPLE_RATE_HZ, Samples


def voice(*, falls: float = 0.0, fades_db: float = 0.0, loud: float = 4000, seconds: float = 1.5) -> Samples:
    """A hummed sentence; in its last third of a second the pitch falls by a share, and the loudness by so much."""
    times = np.arange(round(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    late = np.clip((times - seconds + 0.35) / 0.35, 0, 1)
    phase = np.cumsum(140 * (1 - falls * late)) / SAMPLE_RATE_HZ
    return (loud * 10 ** (-fades_db * late / 20) * (2 * (phase % 1) - 1)).astype(np.int16)


def heard(samples: Samples) -> Heard:
    melody = Melody()
    melody.take(samples)
    return melody.heard()


def described(samples: Samples) -> np.ndarray:
    tracks = heard(samples)
    found = describe(tracks, len(tracks.level_db))
    assert found is not None
    return found


def listening_to(*features: int) -> Cadence:
    """A model that finds these features the lower the more finished."""
    weights = np.zeros(FEATURES)
    weights[list(features)] = -1.0
    return Cadence(weights, np.zeros(FEATURES), np.ones(FEATURES), 0.0)


PITCH, FADING = 0, 6
"""The last pitch against the usual one; the last 0.2 s against what is usually loud."""


def test_a_falling_voice_is_told_from_a_level_one() -> None:
    assert described(voice(falls=0.3))[PITCH] < described(voice())[PITCH] - 2


def test_a_fading_voice_is_told_from_a_steady_one() -> None:
    assert described(voice(fades_db=20))[FADING] < described(voice())[FADING] - 5


def test_how_loud_somebody_speaks_changes_nothing() -> None:
    soft, loud = described(voice(falls=0.2, loud=1500)), described(voice(falls=0.2, loud=12000))
    assert np.allclose(soft, loud, atol=0.2)


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(0, np.int16),
        np.zeros(SAMPLE_RATE_HZ, np.int16),
        voice(seconds=0.08),
        np.random.default_rng(0).normal(0, 900, SAMPLE_RATE_HZ).astype(np.int16),
    ],
    ids=["nothing", "silence", "a click", "a hiss"],
)
def test_without_a_voice_there_is_nothing_to_tell(samples: Samples) -> None:
    tracks = heard(samples)
    assert listening_to(PITCH).log_odds(tracks, len(tracks.level_db)) == 0


class TestVoiceCue:
    def frames(self, samples: Samples) -> list[Samples]:
        return [samples[at : at + FRAME_SAMPLES] for at in range(0, len(samples) - FRAME_SAMPLES + 1, FRAME_SAMPLES)]

    def test_it_is_judged_when_the_silence_has_begun_and_stands_until_speech_goes_on(self) -> None:
        cue, quiet = VoiceCue(listening_to(PITCH)), np.zeros(FRAME_SAMPLES, np.int16)
        assert {cue.hear(frame, speech=True) for frame in self.frames(voice(falls=0.3))} == {0.0}
        told = [cue.hear(quiet, speech=False) for _ in range(ASKED_AFTER_FRAMES + 5)]
        assert told[: ASKED_AFTER_FRAMES - 1] == [0.0] * (ASKED_AFTER_FRAMES - 1)
        assert set(told[ASKED_AFTER_FRAMES - 1 :]) == {told[-1]}
        assert told[-1] > 1
        assert cue.hear(self.frames(voice())[0], speech=True) == 0.0

    def test_the_silence_itself_is_not_listened_to(self) -> None:
        """A hum in the room after the last word is not its end."""
        still, humming = VoiceCue(listening_to(PITCH)), VoiceCue(listening_to(PITCH))
        for frame in self.frames(voice(falls=0.3)):
            still.hear(frame, speech=True)
            humming.hear(frame, speech=True)
        quiet, hum = np.zeros(FRAME_SAMPLES, np.int16), self.frames(voice(loud=9000))[0]
        for _ in range(ASKED_AFTER_FRAMES):
            told = still.hear(quiet, speech=False), humming.hear(hum, speech=False)
        assert told[0] == pytest.approx(told[1], abs=0.3)

    def test_without_a_model_it_says_nothing(self) -> None:
        cue = VoiceCue(None)
        assert {cue.hear(np.zeros(FRAME_SAMPLES, np.int16), speech=False) for _ in range(9)} == {0.0}


class TestLoad:
    def test_what_was_written_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "cadence.npz"
        np.savez(path, weights=np.ones(FEATURES), mean=np.zeros(FEATURES), scale=np.ones(FEATURES), bias=0.5)
        assert Cadence.load(path).bias == 0.5

    @pytest.mark.parametrize("held", [b"", b"no archive", None])
    def test_what_is_no_model_is_refused(self, tmp_path: Path, held: bytes | None) -> None:
        path = tmp_path / "cadence.npz"
        if held is not None:
            path.write_bytes(held)
        with pytest.raises(ModelError, match="install the companion again"):
            Cadence.load(path)

    def test_another_version_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "cadence.npz"
        np.savez(path, weights=np.ones(3), mean=np.zeros(3), scale=np.ones(3), bias=0.5)
        with pytest.raises(ModelError, match="another version"):
            Cadence.load(path)

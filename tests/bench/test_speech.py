"""How the voice is measured: what old ears hear, what a recogniser makes of it, how lips lie to the sound."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from companion.bench.lips import lag_s
from companion.bench.lips import main as lips
from companion.bench.speech import CONDITIONS, prompts, say, understood
from companion.bench.speech_ears import BANDS_HZ, ear_noise, intelligibility_index, thresholds_db
from companion.messages import Manner
from companion.settings import ResidentSettings, Settings, TtsSettings
from companion.tts.choose import make_synthesiser
from companion.tts.clarity import lift
from companion.tts.loudness import TARGET_LUFS, Sound, level

RATE_HZ = 22_050


@pytest.fixture(scope="module")
def voice() -> Sound:
    return say(
        make_synthesiser(TtsSettings(engine="espeak", lift_db=0)), "Did you sleep well last night?", Manner()
    ).sound


def index(sound: Sound, age: float) -> float:
    return intelligibility_index(sound, RATE_HZ, age=age, target_lufs=TARGET_LUFS)


def test_hearing_goes_with_age_and_first_at_the_top() -> None:
    young, old = thresholds_db(20), thresholds_db(85)
    assert young.max() < 1
    assert (old > thresholds_db(70)).all()
    assert old[BANDS_HZ.index(4000)] == pytest.approx(72, abs=1)
    assert old[BANDS_HZ.index(500)] == pytest.approx(16, abs=1)


def test_old_ears_hear_less_and_a_lift_at_the_same_loudness_gives_them_more(voice: Sound) -> None:
    assert index(voice, 85) < index(voice, 60) < index(voice, 20) <= 1.0
    lifted = level(lift(voice, RATE_HZ, 6.0), RATE_HZ)
    assert index(lifted, 85) > index(level(voice, RATE_HZ), 85)
    assert index(level(voice, RATE_HZ, gain_db=6.0), 85) > index(voice, 85) > index(voice * np.float32(0.3), 85)


def test_the_ears_of_the_young_hide_next_to_nothing() -> None:
    young, old = (ear_noise(RATE_HZ, RATE_HZ, age=age, target_lufs=TARGET_LUFS) for age in (20, 85))
    assert 20 * np.log10(np.sqrt(np.mean(young**2))) < TARGET_LUFS - 30
    assert np.sqrt(np.mean(old**2)) > 10 * np.sqrt(np.mean(young**2))
    assert 20 * np.log10(np.sqrt(np.mean(old**2))) < TARGET_LUFS + 6


def test_understanding_is_counted_in_every_condition() -> None:
    speech = make_synthesiser(TtsSettings(engine="espeak"))
    figures = understood(speech, ["Would you like a cup of tea?", "It is time for breakfast."], Manner())
    rates = [figures[condition] for condition in CONDITIONS]
    assert all(isinstance(rate, float) and 0 <= rate <= 200 for rate in rates)


def test_the_prompts_are_the_device_s_own() -> None:
    settings = Settings(resident=ResidentSettings(name="Margaret"))
    few = prompts(settings, 20)
    assert 10 <= len(few) <= 20
    assert all(len(text.split()) >= 3 and "{" not in text for text in few)


def test_a_lag_is_found_to_the_millisecond() -> None:
    curve = np.convolve(np.random.default_rng(0).random(4000), np.ones(50), "same")
    assert lag_s(np.roll(curve, 37), curve, 1000) == pytest.approx(0.037)


def test_no_film_is_told_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("av", reason="the film's extra is not installed")
    (tmp_path / "x.mp4").write_text("no film")
    assert lips([str(tmp_path / "x.mp4")]) == 3
    assert "no film that can be read" in capsys.readouterr().err

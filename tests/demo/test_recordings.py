"""The demo's recordings are all there, and fit to be heard."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

DEMO = Path(__file__).parents[2] / "companion" / "demo"
JOURNEYS = sorted((DEMO / "journeys").glob("*.toml"))
CLIPS = sorted((DEMO / "recordings").glob("*.flac"))


def turns(journey: Path) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = tomllib.loads(journey.read_text(encoding="utf-8"))["turn"]
    return listed


def test_the_journeys_promised_are_there() -> None:
    assert {journey.stem for journey in JOURNEYS} >= {"morning", "fall", "evening"}


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.stem)
def test_a_journey_has_six_turns_or_more_and_all_its_clips(journey: Path) -> None:
    clips = [turn["clip"] for turn in turns(journey) if "clip" in turn]
    assert len(clips) >= 6
    assert [clip for clip in clips if not (DEMO / "recordings" / clip).is_file()] == []


def test_no_recording_is_left_over() -> None:
    used = {turn["clip"] for journey in JOURNEYS for turn in turns(journey) if "clip" in turn}
    assert {clip.name for clip in CLIPS} == used


def test_together_they_stay_small() -> None:
    assert 0 < sum(clip.stat().st_size for clip in CLIPS) < 3_000_000


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.stem)
def test_a_clip_is_16_khz_mono_flac_of_a_sensible_level(clip: Path) -> None:
    about = soundfile.info(clip)
    assert (about.format, about.samplerate, about.channels) == ("FLAC", 16_000, 1)
    assert 0.4 < about.duration <= 8.0
    sound, _ = soundfile.read(clip, dtype="float64")
    assert np.abs(sound).max() < 0.99
    spoken = sound[np.abs(sound) > 0]
    assert -28 < 20 * np.log10(np.sqrt(np.mean(spoken**2))) < -20


def test_one_sentence_holds_a_pause_of_a_second() -> None:
    sound, rate_hz = soundfile.read(DEMO / "recordings" / "evening-4.flac", dtype="float64")
    silent = np.diff(np.flatnonzero(np.abs(sound) > 0.003)) / rate_hz
    assert silent.max() == pytest.approx(1.05, abs=0.15)


def make(*journeys: str, path: str) -> subprocess.CompletedProcess[str]:
    """script/make-recordings, with the programs that are on `path`."""
    command = [sys.executable, str(DEMO / "recordings" / "make.py"), *journeys]
    return subprocess.run(command, env={"PATH": path}, capture_output=True, text=True, timeout=60, check=False)


def test_without_flite_the_one_command_is_named(tmp_path: Path) -> None:
    result = make(path=str(tmp_path))
    assert result.returncode == 2
    assert result.stderr == "make-recordings: flite is not installed; run: sudo apt install flite\n"


def test_a_journey_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "flite").symlink_to("/bin/true")
    result = make("noon", path=str(tmp_path))
    assert result.returncode == 3
    assert "no journey noon" in result.stderr

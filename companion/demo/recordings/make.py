"""Speaks the turns of the journeys with flite into 16 kHz mono FLAC files; run it as script/make-recordings."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

RECORDINGS = Path(__file__).parent
JOURNEYS = RECORDINGS.parent / "journeys"
SAMPLE_RATE_HZ = 16_000
PAUSE = " ... "
PAUSE_S = 1.0
MARGIN_S = 0.05
"""Silence kept before and after the words; flite leaves up to 0.3 s."""
LEVEL_DBFS = -23.0
"""RMS of the spoken parts: how loud a person a metre from a small microphone comes in."""
PEAK_DBFS = -3.0
"""No sample is louder, whatever the level asks."""

Sound = NDArray[np.float64]


def main() -> int:
    """Make the recordings of the journeys named, or of all."""
    parser = argparse.ArgumentParser(prog="script/make-recordings", description=__doc__)
    parser.add_argument("journey", nargs="*", help="names of journeys; none: all")
    names = parser.parse_args().journey
    flite = shutil.which("flite")
    if flite is None:
        print("make-recordings: flite is not installed; run: sudo apt install flite", file=sys.stderr)
        return 2
    files = [JOURNEYS / f"{name}.toml" for name in names] or sorted(JOURNEYS.glob("*.toml"))
    for file in files:
        if not file.is_file():
            print(f"make-recordings: there is no journey {file.stem} in {JOURNEYS}", file=sys.stderr)
            return 3
        record(flite, tomllib.loads(file.read_text(encoding="utf-8")))
    return 0


def record(flite: str, journey: dict[str, object]) -> None:
    """Make every clip of one journey."""
    turns = journey["turn"]
    if not isinstance(turns, list):
        raise TypeError("'turn' must be a list of [[turn]] tables")
    for turn in turns:
        if "clip" not in turn:
            continue
        parts = [_spoken(flite, str(journey["voice"]), part) for part in turn["text"].split(PAUSE)]
        sound = _levelled(parts)
        target = RECORDINGS / turn["clip"]
        soundfile.write(target, sound, SAMPLE_RATE_HZ, format="FLAC", subtype="PCM_16")
        print(f"{target.name}  {len(sound) / SAMPLE_RATE_HZ:.2f} s  {target.stat().st_size} bytes")


def _spoken(flite: str, voice: str, text: str) -> Sound:
    with tempfile.TemporaryDirectory() as folder:
        wave = Path(folder) / "part.wav"
        subprocess.run([flite, "-voice", voice, "-t", text, "-o", str(wave)], check=True)
        sound, rate_hz = soundfile.read(wave, dtype="float64")
    if rate_hz != SAMPLE_RATE_HZ:
        raise ValueError(f"flite's voice {voice} speaks at {rate_hz} Hz; take slt, rms or awb")
    loud = np.flatnonzero(np.abs(sound) > 0.01 * np.abs(sound).max())
    margin = int(MARGIN_S * SAMPLE_RATE_HZ)
    trimmed: Sound = sound[max(0, loud[0] - margin) : loud[-1] + margin]
    return trimmed


def _levelled(parts: list[Sound]) -> Sound:
    spoken = np.concatenate(parts)
    gain = 10 ** (LEVEL_DBFS / 20) / np.sqrt(np.mean(spoken**2))
    gain = min(gain, 10 ** (PEAK_DBFS / 20) / np.abs(spoken).max())
    pause = np.zeros(int(PAUSE_S * SAMPLE_RATE_HZ))
    pieces = [piece for part in parts for piece in (pause, part)][1:]
    levelled: Sound = np.concatenate(pieces) * gain
    return levelled


if __name__ == "__main__":
    raise SystemExit(main())

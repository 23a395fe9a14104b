"""`companion doctor --listen`: too loud, too soft, nobody, muted, told apart; on a real sound server, too."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from companion.asr.vad import SileroDetector
from companion.cli.doctor import checks
from companion.cli.doctor_listen import LISTENS_S, hear, told
from companion.demo.journey import load_journey
from companion.doctor.check import Status, examine
from companion.messages import FRAME_SAMPLES, FRAME_SECONDS, SAMPLE_RATE_HZ, AudioFrame, Samples
from companion.settings import Settings
from device.pulse_room import PulseRoom


@pytest.fixture(scope="module")
def speech() -> Samples:
    lines = [line.samples for line in load_journey("morning").lines if line.samples is not None]
    return np.concatenate(lines)[: int(LISTENS_S * SAMPLE_RATE_HZ)]


class Recording:
    """A microphone that gives this sound, once."""

    def __init__(self, samples: Samples) -> None:
        whole = len(samples) // FRAME_SAMPLES * FRAME_SAMPLES
        self._frames: Iterator[Samples] = iter(samples[:whole].reshape(-1, FRAME_SAMPLES))
        self._number = count()

    def read(self) -> AudioFrame | None:
        samples = next(self._frames, None)
        return None if samples is None else AudioFrame(samples=samples, start_s=next(self._number) * FRAME_SECONDS)

    def close(self) -> None:
        self._frames = iter(())


@pytest.mark.parametrize(
    ("gain_db", "status", "says"),
    [(0, Status.OK, "well"), (30, Status.WARN, "too loud"), (-35, Status.WARN, "softly"), (-200, Status.WARN, "no sp")],
)
def test_it_tells_how_the_microphone_is_set(speech: Samples, gain_db: float, status: Status, says: str) -> None:
    rng = np.random.default_rng(7)
    sound = speech * 10 ** (gain_db / 20) + rng.normal(0, 1, len(speech))
    finding = told(hear(Recording(np.clip(np.rint(sound), -32768, 32767).astype(np.int16)), SileroDetector()))
    assert finding.status is status
    assert says in finding.found
    assert bool(finding.do) == (status is Status.WARN)


def test_it_stops_by_itself(speech: Samples) -> None:
    endless = Recording(np.tile(speech, 3))
    hear(endless, SileroDetector(), seconds=1.0)
    assert endless.read() is not None


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Iterator[PulseRoom]:
    if why := PulseRoom.missing():
        pytest.skip(why)
    with PulseRoom() as room:
        for name, value in room.environment.items():
            monkeypatch.setenv(name, value)
        yield room


@pytest.mark.slow
@pytest.mark.parametrize("muted", [False, True])
def test_on_a_real_sound_server(room: PulseRoom, speech: Samples, tmp_path: Path, muted: bool) -> None:
    """Somebody speaks far too loud in the room, or the microphone is muted."""
    player = shutil.which("paplay")
    if player is None:
        pytest.skip("paplay is not installed")
    room.mute(muted=muted)
    loud = np.clip(np.tile(speech, 2).astype(np.int32) * 30, -32768, 32767).astype(np.int16)
    (tmp_path / "sound").write_bytes(loud.tobytes())
    format_of = ("--raw", "--format=s16le", f"--rate={SAMPLE_RATE_HZ}", "--channels=1")
    (check,) = [one for one in checks(Settings(), listening=True) if one.name == "listening"]
    with subprocess.Popen([player, *format_of, "--device=room", str(tmp_path / "sound")]) as playing:
        finding = examine(check).finding
        playing.kill()
    assert finding.status is (Status.FAIL if muted else Status.WARN)
    assert ("not muted" if muted else "too loud") in finding.found


def test_unasked_it_does_not_listen() -> None:
    assert not [one for one in checks(Settings()) if one.name == "listening"]

"""The peers of the turn-taking bench: asked over a pipe, remembered by content, and real where they are installed."""

from __future__ import annotations

import sys
from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest

from companion.bench.turns.others import WAYS, System, ready
from companion.errors import InputError
from companion.messages import SAMPLE_RATE_HZ, Samples

SOUND = np.zeros(SAMPLE_RATE_HZ, np.int16)


def voice(seconds: float) -> Samples:
    """A buzz like a vowel's, with quiet noise before and long after."""
    noise = np.random.default_rng(0)
    length = round(seconds * SAMPLE_RATE_HZ)
    time = np.arange(length) / SAMPLE_RATE_HZ
    buzz = sum(np.sin(2 * np.pi * 120 * n * time) / n for n in range(1, 20)) * 6000 * (1 + np.sin(2 * np.pi * 4 * time))
    quiet = [noise.normal(0, 8, round(s * SAMPLE_RATE_HZ)) for s in (0.8, 5.0)]
    return np.concatenate([quiet[0], buzz, quiet[1]]).astype(np.int16)


@pytest.fixture
def counting(tmp_path: Path) -> tuple[str, ...]:
    """A peer that says how long the recording was and how often it has been asked."""
    script = tmp_path / "peer.py"
    script.write_text(
        dedent("""
            import json, sys, wave
            for number, line in enumerate(sys.stdin, start=1):
                with wave.open(line.strip()) as recording:
                    seconds = recording.getnframes() / recording.getframerate()
                print(json.dumps({"seconds": seconds, "asked": number}), flush=True)
        """)
    )
    return (sys.executable, str(script))


class TestSystem:
    def test_it_is_asked_about_the_very_sound(self, tmp_path: Path, counting: tuple[str, ...]) -> None:
        system = System("rhasspy", tmp_path / "kept", command=counting)
        assert system.ends(SOUND) == {"seconds": 1.0, "asked": 1}
        system.close()

    def test_the_same_sound_is_asked_about_once_also_by_another_run(
        self, tmp_path: Path, counting: tuple[str, ...]
    ) -> None:
        first = System("rhasspy", tmp_path / "kept", command=counting)
        first.ends(SOUND)
        first.close()
        second = System("rhasspy", tmp_path / "kept", command=("/nowhere",))
        assert second.ends(SOUND) == {"seconds": 1.0, "asked": 1}

    def test_one_process_answers_for_all_sounds(self, tmp_path: Path, counting: tuple[str, ...]) -> None:
        system = System("rhasspy", tmp_path / "kept", command=counting)
        system.ends(SOUND)
        assert system.ends(SOUND + 1)["asked"] == 2
        system.close()

    def test_one_that_dies_is_told_in_one_sentence(self, tmp_path: Path) -> None:
        system = System("rhasspy", tmp_path / "kept", command=(sys.executable, "-c", "raise SystemExit(1)"))
        with pytest.raises(InputError, match="rhasspy ended without an answer; install it anew: script/bench-peers"):
            system.ends(SOUND)
        system.close()
        assert not (tmp_path / "kept").exists()


@pytest.mark.slow
@pytest.mark.parametrize("peer", WAYS)
def test_an_installed_peer_answers_for_each_of_its_ways(peer: str, tmp_path: Path) -> None:
    if peer not in ready():
        pytest.skip(f"{peer} is not installed; script/bench-peers installs it")
    system = System(peer, tmp_path)
    found = system.ends(voice(1.5))
    system.close()
    assert set(found) == set(WAYS[peer])
    assert all(at_s is None or 0.8 < at_s < 7.3 for at_s in found.values())

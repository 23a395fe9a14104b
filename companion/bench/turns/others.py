"""Peers as policies: each answers over a pipe from its own environment; what it said of a take is kept."""

from __future__ import annotations

import hashlib
import json
import subprocess
import tempfile
import wave
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

import numpy as np
from platformdirs import user_cache_path

from companion.bench.turns import peers
from companion.bench.turns.policies import Event
from companion.bench.turns.replay import Replay
from companion.errors import InputError
from companion.messages import SAMPLE_RATE_HZ, Expectation, Samples

HOME = user_cache_path("companion") / "peers"
WAYS: Mapping[str, tuple[str, ...]] = {
    "home_assistant": ("home assistant aggressive", "home assistant default", "home assistant relaxed"),
    "ovos": ("ovos dinkum",),
    "rhasspy": ("rhasspy",),
    "livekit": ("livekit vad",),
    "pipecat": ("pipecat vad", "pipecat smart-turn", "pipecat cap"),
}
"""What every peer calls its ways of ending a turn."""
_CODE = Path(next(iter(peers.__path__)))


class System:
    """One peer's process; started when it is first asked for what is not kept."""

    def __init__(self, peer: str, cache: Path, *, command: tuple[str, ...] | None = None) -> None:
        """`cache`: a folder. `command`: instead of the installed peer, another that speaks as peers/serve.py does."""
        self.peer = peer
        self._cache = cache
        self._command = command or (str(_python(peer)), str(_CODE / "serve.py"), f"peer_{peer}")
        self._process: subprocess.Popen[str] | None = None
        self._version = hashlib.sha256(_told_apart(peer)).hexdigest()[:8]

    def ends(self, samples: Samples) -> dict[str, float | None]:
        """When each of its ways takes the turn to be over, audio seconds. Raises InputError without an answer."""
        digest = hashlib.sha256(samples.tobytes()).hexdigest()[:24]
        kept = self._cache / f"{self.peer}-{self._version}-{digest}.json"
        if not kept.exists():
            answer = self._ask(samples)
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(answer, encoding="utf-8")
        ends: dict[str, float | None] = json.loads(kept.read_text(encoding="utf-8"))
        return ends

    def close(self) -> None:
        """End its process."""
        if self._process is None:
            return
        with self._process as process:
            if process.stdin is not None:
                process.stdin.close()
        self._process = None

    def _ask(self, samples: Samples) -> str:
        asked, answers = self._pipes()
        with tempfile.NamedTemporaryFile(suffix=".wav") as file:
            _write(Path(file.name), samples)
            try:
                asked.write(f"{file.name}\n")
                asked.flush()
                answer = answers.readline()
            except BrokenPipeError:
                answer = ""
        if not answer.startswith("{"):
            raise InputError(f"the peer {self.peer} ended without an answer; install it anew: script/bench-peers")
        return answer

    def _pipes(self) -> tuple[IO[str], IO[str]]:
        if self._process is None:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
            )
        asked, answers = self._process.stdin, self._process.stdout
        if asked is None or answers is None:
            raise InputError(f"the peer {self.peer} has no pipes")
        return asked, answers


class Peer:
    """Implements Policy: one way of one peer. Only its first end counts, as after it the peer's own turn begins."""

    def __init__(self, name: str, system: System) -> None:
        self.name = name
        self._system = system

    def events(self, replay: Replay, expectation: Expectation) -> list[Event]:  # noqa: ARG002 - what is said is not asked
        """The one end, or nothing."""
        at_s = self._system.ends(np.concatenate([frame.samples for frame in replay.frames]))[self.name]
        return [] if at_s is None else [Event(at_s, ended=True, last_speech_s=at_s)]


@contextmanager
def running(which: Sequence[str], cache: Path) -> Iterator[list[Peer]]:
    """Every way of these peers, while their processes live."""
    with ExitStack() as stack:
        found = []
        for peer in which:
            system = System(peer, cache)
            stack.callback(system.close)
            found += [Peer(way, system) for way in WAYS[peer]]
        yield found


def ready() -> tuple[str, ...]:
    """The peers that script/bench-peers has installed."""
    return tuple(peer for peer in WAYS if (HOME / peer / "ready").exists())


def _python(peer: str) -> Path:
    return HOME / peer / "bin" / "python"


def _told_apart(peer: str) -> bytes:
    """Its requirements and the code that runs it: what was kept of another version does not count."""
    files = (_CODE / "requirements" / f"{peer}.txt", _CODE / f"peer_{peer}.py", _CODE / "serve.py")
    return b"".join(file.read_bytes() for file in files if file.exists())


def _write(path: Path, samples: Samples) -> None:
    with wave.open(str(path), "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(SAMPLE_RATE_HZ)
        recording.writeframes(samples.tobytes())

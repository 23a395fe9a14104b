"""Plays a recorded resident to the real pipeline and leaves what a person would want to look at.

Only the room is simulated: recogniser, emotion, triage, dialogue, voice, face and sealed log are the ones of
`companion run`, wired by the same `companion.app`.
"""

from __future__ import annotations

import json
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np

from companion.app import Board, Storage, Watchers, conversation
from companion.audiofile import write_wav
from companion.demo.film import film_tools, write_film
from companion.demo.journey import Journey
from companion.demo.latency import latencies, latency_report
from companion.demo.room import Room, heard_track, spoken_track
from companion.errors import OutputError
from companion.messages import FaceMessage, Samples, ShowCaption, TurnReport
from companion.settings import ConsentSettings, InitiativeSettings, ResidentSettings, ScriptSettings, Settings
from companion.supervise import NoHeartbeat
from privacy.checkpoint import Device
from privacy.keys import PrivateKey, new_key, write_key_file
from privacy.keys.device import SECRET_BYTES, DeviceKey
from privacy.log import open_log
from privacy.reader import read_log
from privacy.summary import summarise, summary_html

SOUND_RATE_HZ = 22_050
PASSPHRASE = "demo"  # noqa: S105 - the demo's own key, made for one run and named in its output


class Audience(Protocol):
    """Who watches a demo being made."""

    def caption(self, caption: ShowCaption) -> None:
        """Something was said, on either side."""
        ...

    def filming(self, done_s: float, whole_s: float) -> None:
        """How far the film is, in seconds of conversation."""
        ...


class Nobody:
    """An audience that looks away."""

    def caption(self, caption: ShowCaption) -> None:
        """Not read."""

    def filming(self, done_s: float, whole_s: float) -> None:
        """Not watched."""


@dataclass(slots=True)
class Watching:
    """Stands at the face and at the figures of the demo, and keeps what it sees."""

    audience: Audience
    messages: list[FaceMessage] = field(default_factory=list)
    turns: list[TurnReport] = field(default_factory=list)

    def show(self, message: FaceMessage) -> None:
        """A message for the face: kept for the film."""
        self.messages.append(message)
        if isinstance(message, ShowCaption):
            self.audience.caption(message)

    def turn(self, report: TurnReport) -> None:
        """A turn's figures."""
        self.turns.append(report)

    def close(self) -> None:
        """Nothing to let go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """One conversation, as it went."""

    journey: Journey
    room: Room
    watching: Watching
    ready_at: float
    """`time.monotonic()` when every stage had started, s."""

    @property
    def seconds(self) -> float:
        """How long the conversation lasted."""
        return self.room.clock.now_s()

    def latency(self) -> dict[str, object]:
        """The JSON of latency.json."""
        found = latencies(self.journey, self.room.said, self.watching.turns)
        return latency_report(found, lines=len(self.room.said))


def demo_settings(settings: Settings, journey: Journey) -> Settings:
    """The same settings for the resident of the journey, who has agreed to everything; nothing begins by itself.

    The recording holds no echo of the device, and the scripts are those of the program, whoever signed them.
    """
    return settings.model_copy(
        update={
            "resident": ResidentSettings(name=journey.resident),
            "consent": ConsentSettings(diary=True, share=True, mood=True, initiative=True),
            "initiative": InitiativeSettings(scripts=()),
            "scripts": ScriptSettings(production=False),
            "asr": settings.asr.model_copy(update={"hears_while_speaking": True}),
        }
    )


def converse(
    journey: Journey, settings: Settings, log_path: Path, keys: Sequence[PrivateKey], *, paced: bool, watching: Watching
) -> Played:
    """Let the recorded resident and the device talk until the recordings are used up."""
    room = Room(journey, paced=paced)
    board = Board(clock=room.clock, microphone=room, speaker=room.speaker, buttons=room, nurse_call=room)
    board_key = DeviceKey(secrets.token_bytes(SECRET_BYTES), source="this demo")
    log = open_log(
        log_path, [key.recipient for key in keys], device=Device(signer=board_key, uptime_s=room.clock.now_s)
    )
    watchers = Watchers(observer=watching, heartbeat=NoHeartbeat())
    wired = conversation(
        demo_settings(settings, journey),
        board,
        face=watching,
        storage=Storage(log=log),
        watchers=watchers,
        script=journey.script,
    )
    with wired as session:
        ready_at = time.monotonic()
        session.run()
    return Played(journey=journey, room=room, watching=watching, ready_at=ready_at)


def play(
    journey: Journey,
    settings: Settings,
    out: Path,
    *,
    paced: bool,
    film: bool = True,
    audience: Audience | None = None,
) -> Played:
    """Play `journey` and leave its files in `out`. Raises OutputError; then nothing half-written is left.

    Raises FilmToolsMissing, before anything is played, where a film is wanted and cannot be made.
    """
    if film:
        film_tools()
    audience = audience or Nobody()
    caregiver = new_key(role="caregiver", name="Demo caregiver")
    resident = new_key(role="resident", name="Demo resident")
    with _made_whole(out) as work:
        watching = Watching(audience)
        played = converse(journey, settings, work / "log.db", (caregiver, resident), paced=paced, watching=watching)
        write_key_file(work / "demo-caregiver.key", caregiver, PASSPHRASE)
        write_key_file(work / "demo-resident.key", resident, PASSPHRASE)
        _write_figures(played, work)
        sound = _sound(played.room)
        write_wav(work / "conversation.wav", sound, SOUND_RATE_HZ)
        summary = summarise(read_log(work / "log.db", caregiver))
        (work / "summary.html").write_text(summary_html(summary), encoding="utf-8")
        if film:
            _film(played, sound, work / "face.mp4", audience)
    return played


def _write_figures(played: Played, work: Path) -> None:
    lines = "".join(json.dumps(asdict(turn)) + "\n" for turn in played.watching.turns)
    (work / "turns.jsonl").write_text(lines, encoding="utf-8")
    (work / "latency.json").write_text(json.dumps(played.latency(), indent=2) + "\n", encoding="utf-8")


def _sound(room: Room) -> Samples:
    device, resident = spoken_track(room, SOUND_RATE_HZ), heard_track(room, SOUND_RATE_HZ)
    both = np.zeros(max(len(device), len(resident)), dtype=np.int32)
    both[: len(device)] += device
    both[: len(resident)] += resident
    return np.clip(both, -32768, 32767).astype(np.int16)


def _film(played: Played, sound: Samples, path: Path, audience: Audience) -> None:
    write_film(
        path,
        messages=played.watching.messages,
        sound=sound,
        sound_rate_hz=SOUND_RATE_HZ,
        duration_s=played.seconds,
        progress=lambda done_s: audience.filming(done_s, played.seconds),
    )


@contextmanager
def _made_whole(out: Path) -> Iterator[Path]:
    """A working folder inside `out` whose files move into `out` together at the end, or not at all."""
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out} is a file, not a folder; give another place with --out.")
    new = not out.exists()
    try:
        out.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".making-", dir=out))
    except OSError as error:
        raise OutputError(f"The folder {out} cannot be written ({error.strerror}); give another with --out.") from None
    try:
        yield work
        for made in sorted(work.iterdir()):
            made.replace(out / made.name)
    except OSError as error:
        raise OutputError(
            f"The demo's files could not be written to {out} ({error.strerror}); make room or give another --out."
        ) from None
    finally:
        shutil.rmtree(work, ignore_errors=True)
        if new:
            with suppress(OSError):  # Not empty: the files are there.
                out.rmdir()

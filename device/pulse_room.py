"""A simulated room for tests and benches: a private PulseAudio whose microphone hears its speaker.

The daemon is real, its sink is a null sink and its microphone that sink's monitor; so the live microphone and speaker
run unchanged, and sound can be followed from one to the other. Never used by a device.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from companion.messages import Samples

SPEAKER = "Room"
MICROPHONE = "Bedside"
OTHER_MICROPHONE = "Next-Door"
STARTS_WITHIN_S = 10.0
_SOURCE = "bedside"
_PLUG = ("module-remap-source", f"source_name={_SOURCE}", "master=room.monitor")
_NAME = f"source_properties=device.description={MICROPHONE}"


class PulseRoom:
    """The daemon, killed and started, and its microphone, pulled out and plugged in. A context manager."""

    NEEDS: ClassVar[tuple[str, ...]] = ("pulseaudio", "pactl", "pacat")
    PACKAGES: ClassVar[str] = "pulseaudio"

    def __init__(self, *, rate_hz: int = 48_000) -> None:
        """`rate_hz`: the only rate that the sound card knows."""
        self._rate_hz = rate_hz
        self._folder = tempfile.TemporaryDirectory(prefix="room-")
        self._path = Path(self._folder.name)
        self._socket = self._path / "native"
        self._daemons: list[subprocess.Popen[bytes]] = []
        self._module = ""
        self._air = "room"

    @classmethod
    def missing(cls) -> str:
        """Why there can be no such room here; empty when there can."""
        absent = [name for name in cls.NEEDS if shutil.which(name) is None]
        return f"{' and '.join(absent)} not installed (sudo apt install {cls.PACKAGES})" if absent else ""

    @property
    def environment(self) -> dict[str, str]:
        """What makes SDL (and any PulseAudio client) go here."""
        return {"PULSE_SERVER": f"unix:{self._socket}", "SDL_AUDIODRIVER": "pulseaudio", "HOME": str(self._path)}

    def start(self) -> None:
        """Start the daemon, with speaker and microphone; returns when it takes calls."""
        self._start_daemon()
        self._wait_for_calls()
        self.plug_in()

    def kill(self) -> None:
        """The daemon dies without a word."""
        while self._daemons:
            daemon = self._daemons.pop()
            daemon.kill()
            daemon.wait()
        self._socket.unlink(missing_ok=True)

    def plug_in(self) -> None:
        """The microphone is there."""
        self._module = self._control("load-module", *_PLUG, _NAME).strip()

    def pull_out(self) -> None:
        """The microphone is gone."""
        self._control("unload-module", self._module)

    def suspend(self, *, resting: bool) -> None:
        """The sound server lets the microphone rest, or no longer."""
        self._control("suspend-source", _SOURCE, str(int(resting)))

    def mute(self, *, muted: bool) -> None:
        """Somebody presses the switch on the microphone."""
        self._control("set-source-mute", _SOURCE, str(int(muted)))

    def hang_another(self) -> None:
        """A second microphone, in a silent room next door, becomes the system's default."""
        self._control("load-module", "module-null-sink", "sink_name=next", f"rate={self._rate_hz}")
        given = f"source_properties=device.description={OTHER_MICROPHONE}"
        self._control("load-module", "module-remap-source", "source_name=other", "master=next.monitor", given)
        self._control("set-default-source", "other")

    def choose(self) -> None:
        """The bedside microphone is the system's default."""
        self._control("set-default-source", _SOURCE)

    def part(self) -> None:
        """Speaker and microphone are two sound cards, with air between them that carries sound in 40 ms.

        PulseAudio's echo cancellation waits for ever where both are the same one.
        """
        self.pull_out()
        self._air = "air"
        self._control("load-module", "module-null-sink", "sink_name=air", f"rate={self._rate_hz}", "norewinds=1")
        carries = ("source=room.monitor", "sink=air", "latency_msec=40", "source_dont_move=1", "sink_dont_move=1")
        self._control("load-module", "module-loopback", *carries)
        self._module = self._control("load-module", *_PLUG[:2], "master=air.monitor", _NAME).strip()

    def cancel_echo(self) -> None:
        """The server's own echo cancellation (WebRTC's), as a microphone and a speaker of their own."""
        masters = (f"source_master={_SOURCE}", "sink_master=room")
        self._control("load-module", "module-echo-cancel", *masters, "aec_method=webrtc")

    def rustle(self, samples: Samples) -> None:
        """The air between the two is not digital silence: this sound, mono at 16 kHz, goes on in it until the end."""
        sound = self._path / "room.raw"
        sound.write_bytes(samples.astype("<i2").tobytes())
        # A player that asks for nothing gets two seconds of latency, and a null sink gives them to everybody.
        how = (f"--device={self._air}", "--format=s16le", "--rate=16000", "--channels=1", "--latency-msec=20")
        self._launch("pacat", "--playback", *how, str(sound))

    def _start_daemon(self) -> None:
        script = self._path / "room.pa"
        # norewinds: a null sink that can rewind works in blocks of two seconds, which no sound card does.
        script.write_text(
            f"load-module module-native-protocol-unix auth-anonymous=1 socket={self._socket}\n"
            f"load-module module-null-sink sink_name=room rate={self._rate_hz} norewinds=1 "
            f"sink_properties=device.description={SPEAKER}\n"
        )
        options = ("--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes", "--log-level=0")
        self._launch("pulseaudio", "-n", "-F", str(script), *options)

    def _launch(self, name: str, *options: str) -> None:
        environment = {**self.environment, "XDG_RUNTIME_DIR": str(self._path), "PATH": "/usr/bin:/bin"}
        self._daemons.append(
            subprocess.Popen(
                [_tool(name), *options], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        )

    def close(self) -> None:
        """End the daemon and remove its folder."""
        self.kill()
        self._folder.cleanup()

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _control(self, *command: str) -> str:
        done = subprocess.run(
            [_tool("pactl"), *command], env={**self.environment}, check=True, capture_output=True, text=True, timeout=10
        )
        return done.stdout

    def _wait_for_calls(self) -> None:
        late_s = time.monotonic() + STARTS_WITHIN_S
        while True:
            with socket.socket(socket.AF_UNIX) as door:
                try:
                    door.connect(str(self._socket))
                except OSError:
                    if time.monotonic() > late_s:
                        raise
                else:
                    return
            time.sleep(0.02)


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise FileNotFoundError(f"{name} is not installed")
    return found

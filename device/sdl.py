"""SDL2's audio queues: devices found by name, opened, watched, and opened again.

SDL keeps one audio subsystem for the whole process, so there is one `SdlAudio` in a process. Its own thread moves the
sound; Python only fills and empties queues, so a busy interpreter cannot make it stutter (device/README.md).
"""

from __future__ import annotations

import ctypes
import threading
import time
import warnings
from dataclasses import dataclass
from enum import IntEnum
from fnmatch import fnmatchcase
from typing import Any

import numpy as np

from companion.errors import DeviceError
from companion.messages import Samples

PRETENDERS = ("dummy", "disk")
"""SDL's drivers without hardware: they count as no device at all."""
REVIVE_EVERY_S = 0.5
"""How often a dead subsystem is started anew; costs some 10 ms each time."""
BYTES = 2
"""In one sample."""


def sdl_library() -> Any:
    """PySDL2, bound to the SDL2 of the pysdl2-dll wheel. Takes about 80 ms the first time."""
    with warnings.catch_warnings():
        # It announces at every import which library it took; that is what the lock file is for.
        warnings.filterwarnings("ignore", message="Using SDL2 binaries", category=UserWarning)
        import sdl2
    return sdl2


class Direction(IntEnum):
    """Which way the sound goes, numbered as SDL's `iscapture`."""

    OUT = 0
    IN = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The stream to open: 16 bit."""

    direction: Direction
    name: str
    """Pattern of the device's name (`*` any, `?` one, case ignored); empty: the system's default."""
    rate_hz: int
    block: int
    """Samples SDL moves at a time."""
    channels: int = 1
    """With one, the sound system mixes a device's channels; with more they come as they are."""
    channel: int = 0
    """Which of them is taken."""


class SdlAudio:
    """SDL's audio subsystem.

    When the sound server dies the subsystem stays dead until it is started anew, which ends every stream. It is
    therefore done only while no stream is alive: a microphone that was pulled out must not silence the speaker.
    """

    def __init__(self) -> None:
        self._sdl = sdl_library()
        self._sdl.SDL_SetHint(b"SDL_AUDIO_DEVICE_APP_NAME", b"Bedside companion")
        self.lock = threading.RLock()
        self.generation = 0
        self._streams: list[SdlStream] = []
        self._driver: bytes | None = None
        self._revived_s = time.monotonic()
        self._start()

    @property
    def driver(self) -> str:
        """SDL's name for the sound system in use; empty when there is none."""
        name = self._sdl.SDL_GetCurrentAudioDriver()
        return name.decode() if name else ""

    def refuse_pretenders(self) -> None:
        """Raise DeviceError when SDL_AUDIODRIVER asks for a driver that only pretends to be a sound card."""
        if self.driver in PRETENDERS:
            driver = self.driver
            self.close()
            raise DeviceError(
                f"SDL_AUDIODRIVER={driver} only pretends to be a sound card: nothing would be heard; unset it."
            )

    def names(self, direction: Direction) -> tuple[str, ...]:
        """The devices there are now; none for drivers that only pretend."""
        with self.lock:
            if self.driver in ("", *PRETENDERS):
                return ()
            count = self._sdl.SDL_GetNumAudioDevices(direction)
            found = [self._sdl.SDL_GetAudioDeviceName(index, direction) for index in range(count)]
        return tuple(name.decode("utf-8", "replace") for name in found if name)

    def find(self, direction: Direction, pattern: str) -> str | None:
        """The name of the device that a pattern means now; None when it is not there."""
        names = self.names(direction)
        if not names:
            # Asking ALSA for a default where there is no card makes its library complain on stderr, line after line.
            return None
        if pattern:
            return next((name for name in names if fnmatchcase(name.lower(), pattern.lower())), None)
        default = self._default(direction)
        # A sound server's default may be what its own speaker plays, which is no microphone and not among the names.
        return default if default in names else names[0]

    def channels(self, direction: Direction, name: str) -> int:
        """How many the device of that name has; 1 where the sound system does not tell."""
        with self.lock:
            spec = self._sdl.SDL_AudioSpec(0, 0, 0, 0)
            index = next((at for at, one in enumerate(self.names(direction)) if one == name), None)
            if index is None or self._sdl.SDL_GetAudioDeviceSpec(index, direction, ctypes.byref(spec)) != 0:
                return 1
            return max(1, int(spec.channels))

    def open(self, wanted: Wanted) -> SdlStream | None:
        """Open and start a stream; None when the device is not there or will not open. Never waits for one."""
        with self.lock:
            stream = self._open(wanted)
            if stream is None and self._revive():
                stream = self._open(wanted)
            if stream is not None:
                self._streams.append(stream)
                # From now on only this sound system: SDL would else fall back to another while this one restarts.
                self._driver = self.driver.encode()
            return stream

    def close(self) -> None:
        """Let go of every device; may be called twice."""
        with self.lock:
            for stream in tuple(self._streams):
                stream.close()
            self._stop()

    def forget(self, stream: SdlStream) -> None:
        """The stream has been closed."""
        if stream in self._streams:
            self._streams.remove(stream)

    def _start(self) -> None:
        # Not SDL_Init: its event half would take over SIGINT and SIGTERM.
        self._sdl.SDL_AudioInit(self._driver)

    def _stop(self) -> None:
        self.generation += 1
        self._streams.clear()
        if self._sdl.SDL_GetCurrentAudioDriver():
            self._sdl.SDL_AudioQuit()

    def _revive(self) -> bool:
        now_s = time.monotonic()
        if now_s - self._revived_s < REVIVE_EVERY_S or any(stream.alive for stream in self._streams):
            return False
        self._revived_s = now_s
        self._stop()
        self._start()
        return True

    def _default(self, direction: Direction) -> str | None:
        name, spec = ctypes.c_char_p(), self._sdl.SDL_AudioSpec(0, 0, 0, 0)
        if self._sdl.SDL_GetDefaultAudioInfo(ctypes.byref(name), ctypes.byref(spec), direction) != 0:
            return None
        found = name.value
        self._sdl.SDL_free(name)
        return found.decode("utf-8", "replace") if found else None

    def _open(self, wanted: Wanted) -> SdlStream | None:
        name = self.find(wanted.direction, wanted.name)
        if name is None:
            return None
        # Without a name a sound server moves the stream along when somebody chooses another default. ALSA knows no
        # default among its cards, but its "default" can mix and convert, which a card by name cannot.
        follows = not wanted.name and self._default(wanted.direction) in (None, name)
        given = None if follows else name.encode()
        spec = self._sdl.SDL_AudioSpec(wanted.rate_hz, self._sdl.AUDIO_S16SYS, wanted.channels, wanted.block)
        device = self._sdl.SDL_OpenAudioDevice(given, wanted.direction, ctypes.byref(spec), None, 0)
        if device == 0:
            return None
        self._sdl.SDL_PauseAudioDevice(device, 0)
        return SdlStream(self, device, wanted, name)


class SdlStream:
    """One open device and its queue. One channel, int16 at `rate_hz`."""

    def __init__(self, audio: SdlAudio, device: int, wanted: Wanted, name: str) -> None:
        self._audio = audio
        self._sdl = sdl_library()
        self._device = device
        self._generation = audio.generation
        self.rate_hz = wanted.rate_hz
        self._channels, self._channel = wanted.channels, wanted.channel
        self.name = name
        """Of the device that was found for it."""

    @property
    def alive(self) -> bool:
        """False once the device is gone. SDL then goes on giving zeros and swallowing sound as if nothing were."""
        with self._audio.lock:
            playing: int = self._sdl.SDL_AUDIO_PLAYING
            return self._current() and self._sdl.SDL_GetAudioDeviceStatus(self._device) == playing

    def queued(self) -> int:
        """Samples waiting: heard but not yet taken, or given but not yet played."""
        with self._audio.lock:
            size = int(self._sdl.SDL_GetQueuedAudioSize(self._device)) if self._current() else 0
        return size // (BYTES * self._channels)

    def take(self, count: int) -> Samples:
        """The oldest samples that were heard, at most `count`."""
        samples = np.zeros((count, self._channels), dtype=np.int16)
        with self._audio.lock:
            room = samples.ctypes.data_as(ctypes.c_void_p)
            got = int(self._sdl.SDL_DequeueAudio(self._device, room, samples.nbytes)) if self._current() else 0
        return samples[: got // (BYTES * self._channels), self._channel]

    def put(self, samples: Samples) -> None:
        """Queue samples to be played; SDL copies them."""
        data = np.ascontiguousarray(samples, dtype=np.int16)
        with self._audio.lock:
            if self._current():
                self._sdl.SDL_QueueAudio(self._device, data.ctypes.data_as(ctypes.c_void_p), data.nbytes)

    def clear(self) -> None:
        """Forget what is queued."""
        with self._audio.lock:
            if self._current():
                self._sdl.SDL_ClearQueuedAudio(self._device)

    def close(self) -> None:
        """Let go of the device; may be called twice."""
        with self._audio.lock:
            if self._current():
                self._sdl.SDL_CloseAudioDevice(self._device)
            self._device = 0
            self._audio.forget(self)

    def _current(self) -> bool:
        # After a restart SDL gives the same numbers to other devices.
        return self._device != 0 and self._generation == self._audio.generation

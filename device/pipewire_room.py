"""The same simulated room on a private PipeWire with its session manager; never used by a device."""

from __future__ import annotations

import time
from typing import ClassVar

from device.pulse_room import SPEAKER, STARTS_WITHIN_S, PulseRoom


class PipeWireRoom(PulseRoom):
    """Real daemons: PipeWire, WirePlumber, pipewire-pulse, and the message bus that WirePlumber will not do without."""

    NEEDS: ClassVar[tuple[str, ...]] = ("pipewire", "wireplumber", "pipewire-pulse", "dbus-daemon", "pactl")
    PACKAGES: ClassVar[str] = "pipewire wireplumber pipewire-pulse dbus pulseaudio-utils"

    def __init__(self, *, rate_hz: int = 48_000, driver: str = "pulseaudio") -> None:
        """`driver`: by which of SDL's doors to go there, "pulseaudio" or "pipewire"."""
        super().__init__(rate_hz=rate_hz)
        self._driver = driver
        self._socket = self._path / "pulse" / "native"

    @property
    def environment(self) -> dict[str, str]:
        """What makes SDL (and any PulseAudio or PipeWire client) go here."""
        return {
            **super().environment,
            "SDL_AUDIODRIVER": self._driver,
            "XDG_RUNTIME_DIR": str(self._path),
            "PIPEWIRE_RUNTIME_DIR": str(self._path),
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={self._path / 'bus'}",
        }

    def part(self) -> None:
        """Not needed: PipeWire can cancel the echo of a speaker whose own monitor is the microphone."""

    def _start_daemon(self) -> None:
        for name in ("bus", "pipewire-0", "pipewire-0.lock"):
            (self._path / name).unlink(missing_ok=True)
        address = self.environment["DBUS_SESSION_BUS_ADDRESS"]
        self._launch("dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address={address}")
        self._wait_for_file("bus")
        self._launch("pipewire")
        self._wait_for_file("pipewire-0")
        self._launch("wireplumber")
        self._launch("pipewire-pulse")
        self._wait_for_calls()
        card = ("module-null-sink", "sink_name=room", f"rate={self._rate_hz}")
        self._control("load-module", *card, f"sink_properties=device.description={SPEAKER}")

    def _wait_for_file(self, name: str) -> None:
        late_s = time.monotonic() + STARTS_WITHIN_S
        while not (self._path / name).exists():
            if time.monotonic() > late_s:
                raise TimeoutError(f"{name} did not appear in {STARTS_WITHIN_S} s")
            time.sleep(0.02)

"""Tells systemd how the core is: ready, alive, stopping. Says nothing where systemd did not ask.

Protocol: sd_notify(3). One datagram of `NAME=value` lines to the Unix socket in NOTIFY_SOCKET; a leading `@` stands
for the abstract namespace.
"""

from __future__ import annotations

import os
import socket
import time

BEAT_EVERY_S = 1.0
"""The path beats with every frame; systemd needs far less."""


def notify(*lines: str, address: str | None = None) -> bool:
    """Send the lines; False when nobody listens, which must not stop a conversation."""
    address = os.environ.get("NOTIFY_SOCKET", "") if address is None else address
    if not address:
        return False
    target = "\0" + address[1:] if address.startswith("@") else address
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as door:
        try:
            door.sendto("\n".join(lines).encode(), target)
        except OSError:
            return False
    return True


class Watchdog:
    """Fed by the path alone, and only while audio flows and is recognised (P9): see `companion.ports.Heartbeat`.

    Whoever else beat it would make a deaf device look healthy.
    """

    def __init__(self) -> None:
        self._beaten_s = -BEAT_EVERY_S

    def ready(self, status: str = "listening") -> None:
        """The start is over."""
        notify("READY=1", f"STATUS={status}")

    def status(self, status: str) -> None:
        """One line for `systemctl status`; no words of the resident's."""
        notify(f"STATUS={status}")

    def beat(self) -> None:
        """Still alive; passed on at most once a second."""
        now_s = time.monotonic()
        if now_s - self._beaten_s >= BEAT_EVERY_S:
            self._beaten_s = now_s
            notify("WATCHDOG=1")

    def stopping(self) -> None:
        """Shutting down in order."""
        notify("STOPPING=1", "STATUS=stopping")

"""What systemd is told, on a real Unix socket."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from device.notify import Watchdog, notify


@pytest.fixture(params=["path", "abstract"])
def manager(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    address = str(tmp_path / "notify") if request.param == "path" else f"@companion-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("\0" + address[1:] if address.startswith("@") else address)
        manager.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", address)
        yield manager


def told(manager: socket.socket) -> list[str]:
    """Everything said since the last time."""
    messages = []
    while True:
        try:
            messages.append(manager.recv(4096).decode())
        except BlockingIOError:
            return messages


def test_a_session_from_ready_to_stopping(manager: socket.socket) -> None:
    watchdog = Watchdog()
    watchdog.ready()
    watchdog.status("deaf")
    watchdog.stopping()
    assert told(manager) == ["READY=1\nSTATUS=listening", "STATUS=deaf", "STOPPING=1\nSTATUS=stopping"]


def test_beats_are_passed_on_at_most_once_a_second(manager: socket.socket) -> None:
    watchdog = Watchdog()
    for _ in range(30):
        watchdog.beat()
    assert told(manager) == ["WATCHDOG=1"]


def test_nothing_is_said_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    assert not notify("READY=1")


def test_a_manager_that_is_gone_stops_nothing(tmp_path: Path) -> None:
    assert not notify("READY=1", address=str(tmp_path / "nobody"))

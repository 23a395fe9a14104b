"""The face's end of the socket: listens, takes one core at a time, and tells when it has gone."""

from __future__ import annotations

import contextlib
import os
import selectors
import socket
import stat
from pathlib import Path
from types import TracebackType
from typing import Self

from companion.errors import DeviceError, OutputError
from companion.face.wire import VERSION, Goodbye, Hello, LineReader, Pressed, WireMessage, encode
from companion.messages import Button, Press

BLOCK_BYTES = 65536
KEPT_PRESSES = 4
"""Presses kept for a core that is not there; they are sent when it is."""


class Gone:
    """The core has closed the connection without a goodbye: it has died."""


class CorePort:
    """Where the core plugs in. Raises DeviceError or OutputError from `open` only."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._selector = selectors.DefaultSelector()
        self._listening = _listen(path)
        self._inode = path.stat().st_ino
        self._selector.register(self._listening, selectors.EVENT_READ)
        self._core: socket.socket | None = None
        self._reader = LineReader()
        self._polite = False
        self._presses: list[Button] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def connected(self) -> bool:
        """A core is there."""
        return self._core is not None

    def receive(self, wait_s: float) -> list[WireMessage | Gone]:
        """What has come, after waiting at most `wait_s` for something."""
        got: list[WireMessage | Gone] = []
        for key, _ in self._selector.select(max(0.0, wait_s)):
            if key.fileobj is self._listening:
                self._accept()
            elif key.fileobj is self._core:
                got += self._read()
        return got

    def press(self, button: Button | Press) -> None:
        """Tell the core of a press; help is kept until there is a core, an answer is nothing to a new one."""
        if isinstance(button, Press):
            self._write(encode(Pressed(button)))
            return
        self._presses = [*self._presses, button][-KEPT_PRESSES:]
        self._deliver()

    def close(self) -> None:
        """Hang up and take the socket file away, if it is still ours."""
        self._hang_up()
        self._listening.close()
        self._selector.close()
        with contextlib.suppress(FileNotFoundError):
            if self._path.stat().st_ino == self._inode:
                self._path.unlink()

    def _accept(self) -> None:
        try:
            core, _ = self._listening.accept()
        except OSError:
            return
        self._hang_up()
        core.setblocking(False)
        self._core = core
        self._reader, self._polite = LineReader(), False
        self._selector.register(core, selectors.EVENT_READ)
        self._write(encode(Hello()))
        self._deliver()

    def _read(self) -> list[WireMessage | Gone]:
        if self._core is None:
            return []
        try:
            data = self._core.recv(BLOCK_BYTES)
        except BlockingIOError:
            return []
        except OSError:
            data = b""
        got: list[WireMessage | Gone] = list(self._reader.feed(data))
        self._polite = self._polite or any(isinstance(message, Goodbye) for message in got)
        if not data or any(isinstance(message, Hello) and message.version != VERSION for message in got):
            self._hang_up()
            return got if self._polite else [*got, Gone()]
        return got

    def _deliver(self) -> None:
        while self._presses and self._core is not None and self._write(encode(Pressed(self._presses[0]))):
            del self._presses[0]

    def _write(self, line: bytes) -> bool:
        # A line to the core is short: the socket takes it whole or the core has long been stuck.
        if self._core is None:
            return False
        try:
            return self._core.send(line) == len(line)
        except OSError:
            return False

    def _hang_up(self) -> None:
        if self._core is not None:
            self._selector.unregister(self._core)
            self._core.close()
        self._core = None


def _listen(path: Path) -> socket.socket:
    _clear(path)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    # The mask makes the file 0600 from its first moment; only this user's core may speak to the face.
    before = os.umask(0o177)
    try:
        listening.bind(str(path))
    except OSError as error:
        listening.close()
        raise OutputError(f"The face's socket {path} cannot be made ({error.strerror or error}).") from None
    finally:
        os.umask(before)
    listening.setblocking(False)
    listening.listen(2)
    return listening


def _clear(path: Path) -> None:
    """Take away the socket file of a face that is gone."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    except OSError as error:
        raise OutputError(f"The face's socket {path} cannot be made ({error.strerror}).") from None
    if not stat.S_ISSOCK(mode):
        raise OutputError(f"{path} is a file, not a socket; give another --socket.")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            path.unlink(missing_ok=True)
            return
    raise DeviceError(f"A face is already showing at {path}; stop it first.")

"""The core's end of the face: implements the ports `Face` and `Buttons` over the socket that `wire.py` describes."""

from __future__ import annotations

import contextlib
import socket
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from companion.face.captions import over_s
from companion.face.wire import VERSION, Goodbye, Hello, LineReader, Pressed, WireMessage, encode
from companion.messages import (
    Button,
    FaceMessage,
    Nod,
    Press,
    ShowButtons,
    ShowCaption,
    ShowLevel,
    ShowSpeech,
    ShowState,
    StopSpeech,
    Who,
)
from companion.ports import Clock

RETRY_S = 1.0
"""Session time between two tries to reach the face."""
SPEECHES = 64
"""Chunks of speech remembered for a face that comes back in mid-sentence."""


@dataclass(slots=True)
class _Current:
    """What a face that has just come must be told."""

    state: ShowState | None = None
    buttons: ShowButtons | None = None
    captions: dict[Who, ShowCaption] = field(default_factory=dict)
    stop: StopSpeech | None = None
    speeches: deque[ShowSpeech] = field(default_factory=lambda: deque(maxlen=SPEECHES))

    def take(self, message: FaceMessage) -> None:
        match message:
            case ShowState():
                self.state = message
            case ShowButtons():
                self.buttons = message
            case ShowCaption():
                self.captions[message.who] = message
            case ShowSpeech():
                self.speeches.append(message)
            case StopSpeech():
                self.stop = message
                self.speeches.clear()
            case ShowLevel() | Nod():
                pass

    def forget(self, now_s: float) -> None:
        """Drop the words that no face shows any more (P3)."""
        self.captions = {who: caption for who, caption in self.captions.items() if over_s(caption) > now_s}

    def messages(self) -> list[FaceMessage]:
        told: list[FaceMessage | None] = [self.state, self.buttons, self.stop, *self.speeches]
        captions = sorted(self.captions.values(), key=lambda caption: caption.at_s)
        return [message for message in told if message is not None] + list(captions)


class FaceLink:
    """Tells the face what to show, and what was pressed on it.

    Never waits and never raises: without a face, or with one that does not read, messages are dropped; the face is told
    the current state when it is back. Used by one thread.
    """

    def __init__(self, socket_path: Path, clock: Clock) -> None:
        self._path = socket_path
        self._clock = clock
        self._socket: socket.socket | None = None
        self._tried_s = float("-inf")
        self._closed = False
        self._reader = LineReader()
        self._unsent = b""
        """The rest of what the socket did not take whole."""
        self._behind = False
        """Messages were dropped since the socket filled up."""
        self._current = _Current()
        self._presses: list[Button | Press] = []

    @property
    def connected(self) -> bool:
        """A face is there."""
        return self._socket is not None

    def show(self, message: FaceMessage) -> None:
        """Send the message, or drop it where it cannot be sent now."""
        self._current.take(message)
        if self._connecting():
            return  # The new face has just been told everything remembered, this message too.
        if self._ready():
            self._send([message])

    def presses(self) -> tuple[Button | Press, ...]:
        """What was pressed on the screen since the last call."""
        self._current.forget(self._clock.now_s())
        self._connecting()
        self._read()
        self._ready()
        pressed, self._presses = tuple(self._presses), []
        return pressed

    def close(self) -> None:
        """Say goodbye, so that the face sleeps instead of calling the core dead."""
        self._ready()
        if not self._unsent:
            self._send([Goodbye()])
        self._closed = True
        self._drop()

    def _connecting(self) -> bool:
        """Try to reach the face, at most once in RETRY_S; True when it has just been reached."""
        now_s = self._clock.now_s()
        if self._socket is not None or self._closed or now_s - self._tried_s < RETRY_S:
            return False
        self._tried_s = now_s
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        link.setblocking(False)
        try:
            link.connect(str(self._path))
        except OSError:
            link.close()
            return False
        self._socket = link
        self._send([Hello(VERSION, now_s), *self._current.messages()])
        return self._socket is not None

    def _ready(self) -> bool:
        """Nothing is left over from before; a face that was behind has been told the current state."""
        if self._socket is None:
            return True
        if self._unsent:
            self._push(self._unsent)
        if self._unsent or self._socket is None:
            self._behind = True
            return False
        if self._behind:
            self._behind = False
            self._send(self._current.messages())
            return False
        return True

    def _send(self, messages: Sequence[WireMessage]) -> None:
        lines = []
        for message in messages:
            # A time or level that is no number cannot be sent; the conversation must not stop for it.
            with contextlib.suppress(ValueError):
                lines.append(encode(message))
        self._push(b"".join(lines))

    def _push(self, data: bytes) -> None:
        if self._socket is None:
            return
        try:
            sent = self._socket.send(data) if data else 0
        except BlockingIOError:
            sent = 0
        except OSError:
            self._drop()
            return
        self._unsent = data[sent:]

    def _read(self) -> None:
        while self._socket is not None:
            try:
                data = self._socket.recv(4096)
            except BlockingIOError:
                return
            except OSError:
                data = b""
            if not data:
                self._drop()
                return
            for message in self._reader.feed(data):
                self._take(message)

    def _take(self, message: WireMessage) -> None:
        match message:
            case Pressed(button=button):
                self._presses.append(button)
            case Hello(version=version) if version != VERSION:
                self._drop()

    def _drop(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket = None
        self._reader = LineReader()
        self._unsent = b""
        self._behind = False

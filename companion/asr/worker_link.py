"""One run of the recogniser's process, seen from the conversation: started, spoken to, ended."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import weakref
from collections.abc import Sequence
from contextlib import suppress

from companion.asr.worker_wire import Kind, Wire, phrases_body, transcript_of, words_body
from companion.errors import ModelError
from companion.messages import SAMPLE_RATE_HZ, Expectation, Transcript, Vocabulary

_LOADS_WITHIN_S = 60.0
"""The models come from a slow card, perhaps."""
_ENDS_WITHIN_S = 1.0
_SLOWEST = 4.0
"""A decoder slower than this many times real time has stopped for good."""
_MODULE = "companion.asr.worker"


class WorkerGone(Exception):
    """The process has ended, or does not answer any more. Stays within this package."""


class WorkerLink:
    """Speaks to one process. Counts what it was given and what it has answered of the present utterance."""

    def __init__(self, command: Sequence[str], *, patience_s: float) -> None:
        """Start the process; its models are still being loaded when this returns. Raises WorkerGone."""
        self._patience_s = patience_s
        self.given = self.answered = 0
        self.started = False
        self._ahead_bytes = self._all_bytes = 0
        self._process, end = _launch(command)
        self._wire = Wire(end)
        # Whoever forgets to close leaves no process behind, and no warning about one.
        self._end = weakref.finalize(self, _end, self._process, self._wire)
        self._engine: str | None = None

    @property
    def engine(self) -> str:
        """The engine's name; waits until its models are loaded. Raises WorkerGone, ModelError."""
        if self._engine is None:
            self._engine = self._ready()
        return self._engine

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    def start(self, expectation: Expectation) -> None:
        """Begin an utterance. Raises WorkerGone."""
        self._send(Kind.START, phrases_body(expectation))
        self.given = self.answered = 0
        self._ahead_bytes = self._all_bytes = 0
        self.started = True

    def give(self, piece: bytes) -> None:
        """Send sound without waiting for what becomes of it. Raises WorkerGone."""
        self._ahead_bytes += len(piece)
        self._all_bytes += len(piece)
        self._send(Kind.SAMPLES, piece)
        self.given += 1

    def partial(self) -> Transcript | None:
        """The answer to the oldest piece that has none yet; None when nothing changed by it. Raises WorkerGone."""
        kind, body = self._receive(self._patience_s + _seconds(self._ahead_bytes) * _SLOWEST)
        self.answered += 1
        if self.answered == self.given:
            self._ahead_bytes = 0
        return transcript_of(body) if kind is Kind.PARTIAL else None

    def finish(self) -> tuple[Transcript, bytes]:
        """End the utterance, every piece of it answered; also what is known of the voice. Raises WorkerGone."""
        self._send(Kind.FINISH)
        self.started = False
        _, body = self._receive(self._patience_s + _seconds(self._all_bytes) * _SLOWEST)
        _, voice = self._receive(self._patience_s)
        return transcript_of(body), voice

    def recall(self, voice: bytes) -> None:
        """Know this voice. Raises WorkerGone."""
        self._send(Kind.VOICE, voice)

    def learn(self, words: Vocabulary) -> None:
        """Know these words, too. Raises WorkerGone."""
        self._send(Kind.WORDS, words_body(words))

    def forget(self) -> None:
        """Forget the voice and the room. Raises WorkerGone."""
        self._send(Kind.FORGET)

    def close(self) -> None:
        """End the process; may be called twice."""
        self._end()

    def _ready(self) -> str:
        try:
            kind, body = self._receive(_LOADS_WITHIN_S)
        except WorkerGone:
            self.close()
            raise
        if kind is Kind.REFUSED:
            self.close()
            raise ModelError(body.decode())
        return body.decode()

    def _send(self, kind: Kind, body: bytes = b"") -> None:
        try:
            self._wire.send(kind, body, within_s=self._patience_s + _seconds(self._ahead_bytes) * _SLOWEST)
        except OSError:
            if self._engine is None:
                # It may have refused its model, said so, and ended, before anything was asked of it.
                self._engine = self._ready()
            raise self._gone() from None

    def _receive(self, within_s: float) -> tuple[Kind, bytes]:
        try:
            return self._wire.receive(within_s=within_s)
        except (OSError, EOFError, ValueError):
            raise self._gone() from None

    def _gone(self) -> WorkerGone:
        # It may be on its way out and not be gone yet; whoever is not gone in that time has hung.
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(0.1)
        how = _how(self._process.returncode)
        self._process.kill()
        self.close()
        return WorkerGone(how)


def _launch(command: Sequence[str]) -> tuple[subprocess.Popen[bytes], socket.socket]:
    ours, theirs = socket.socketpair()
    with theirs:
        first, *rest = command
        arguments = [sys.executable, "-m", _MODULE, str(theirs.fileno()), str(os.getpid()), first, *rest]
        try:
            # Nothing of what it might write in distress may reach the journal: a traceback quotes (P3).
            process = subprocess.Popen(
                arguments,
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            ours.close()
            raise WorkerGone(f"it cannot be started: {error.strerror}") from None
    return process, ours


def _end(process: subprocess.Popen[bytes], wire: Wire) -> None:
    wire.close()
    if process.returncode is None:
        try:
            process.wait(_ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _how(code: int | None) -> str:
    if code is None:
        return "it does not answer"
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"


def _seconds(data: int) -> float:
    return data / 2 / SAMPLE_RATE_HZ

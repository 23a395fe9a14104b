"""The recogniser's own process: takes sound from the conversation, gives back words, and knows nothing else.

    python -m companion.asr.worker SOCKET PARENT ENGINE [MODEL]

A decoder holds the interpreter for tens of milliseconds; in here it keeps neither the microphone nor the face waiting,
and a fault in the library ends this process and no other. It is started by `WorkerRecogniser`, sleeps while nobody
speaks, and ends with whoever started it.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from companion.asr.worker_wire import Kind, Wire, expectation_of, samples_of, transcript_body, words_of
from companion.errors import ModelError
from companion.pinned import give_back, pin

if TYPE_CHECKING:
    from companion.asr.choose import AdaptiveRecogniser
    from companion.messages import Transcript

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
"""<sys/prctl.h>, Linux."""
_FIRST_TO_GO = "300"
"""When memory runs out the kernel shall take this process, which is started anew, before the one that calls help."""


@runtime_checkable
class KnowsVoices(Protocol):
    """A recogniser whose knowledge of a voice can be handed on."""

    def voice(self) -> bytes:
        """What was learned of the voice and the room; empty while it is nothing."""
        ...

    def recall(self, voice: bytes) -> None:
        """Know this voice. Raises ValueError."""
        ...


def main(arguments: Sequence[str]) -> int:
    """Serve until the other side is gone; returns the exit code."""
    end, parent, engine, *model = arguments
    set_apart(int(parent))
    wire = Wire(socket.socket(fileno=int(end)))
    with suppress(EOFError, OSError):
        try:
            recogniser = _load(engine, Path(model[0]) if model else None)
        except ModelError as error:
            wire.send(Kind.REFUSED, str(error).encode())
            return error.exit_code
        serve(wire, recogniser)
    return 0


def set_apart(parent: int) -> None:
    """Die with the parent, leave no core behind, keep the memory off every disk; what is not allowed is left out."""
    # Who presses Ctrl-C, or stops the service, means the conversation; this process ends when that lets go of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        raise SystemExit(0)  # it died before the wish was heard
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_FIRST_TO_GO, encoding="ascii")
    # No core through a crash reporter's pipe either, for which the limit does not hold; nor may a program of the same
    # user look into this memory. It comes last: from here on this process's own entries in /proc are closed to it.
    _prctl(_PR_SET_DUMPABLE, 0)


def _prctl(option: int, value: int) -> None:
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def serve(wire: Wire, recogniser: AdaptiveRecogniser) -> None:
    """Answer until the other side is gone (EOFError)."""
    last = nothing = recogniser.finish()
    wire.send(Kind.READY, nothing.engine.encode())
    while True:
        kind, body = wire.receive()
        match kind:
            case Kind.START:
                recogniser.start(expectation_of(body))
                last = nothing
            case Kind.SAMPLES:
                before, last = last, recogniser.accept(samples_of(body))
                wire.send(*_changed(last, before))
            case Kind.FINISH:
                # Nothing of what was said is kept for longer than it is needed (P3).
                before = last = nothing
                wire.send(Kind.FINAL, transcript_body(recogniser.finish()))
                wire.send(Kind.VOICE, recogniser.voice() if isinstance(recogniser, KnowsVoices) else b"")
            case Kind.VOICE if isinstance(recogniser, KnowsVoices):
                recogniser.recall(body)
            case Kind.WORDS:
                recogniser.learn(words_of(body))
                # The search was built anew: what the old one took goes back.
                give_back()
            case Kind.FORGET:
                recogniser.forget()


def _changed(partial: Transcript, before: Transcript) -> tuple[Kind, bytes]:
    return (Kind.SAME, b"") if partial == before else (Kind.PARTIAL, transcript_body(partial))


def _load(engine: str, model: Path | None) -> AdaptiveRecogniser:
    from companion.asr.choose import made_here

    pin()
    made = made_here(engine, model)
    give_back()
    return made


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

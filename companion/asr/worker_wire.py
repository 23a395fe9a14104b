"""What the recogniser's process and the conversation say to each other, over one anonymous pair of sockets.

A message is one byte for its kind, four for the length of its body, and the body. Words travel here and nowhere else:
no file, no shared memory, no command line (P3).
"""

from __future__ import annotations

import json
import socket
import struct
from dataclasses import astuple
from enum import IntEnum

import numpy as np

from companion.messages import Expectation, Samples, Transcript, Vocabulary, Word

_HEADER = struct.Struct("<BI")
_LONGEST = 1 << 28
"""Two hours of sound; a longer body is no body."""


class Kind(IntEnum):
    """What a message is about."""

    START = 1
    """To the worker: begin an utterance; body: the expected phrases."""
    SAMPLES = 2
    """To the worker: the next sound; answered with PARTIAL or SAME."""
    FINISH = 3
    """To the worker: the utterance is over; answered with FINAL."""
    FORGET = 4
    """To the worker: another voice, another room."""
    READY = 5
    """From the worker: the models are loaded; body: the engine's name."""
    REFUSED = 6
    """From the worker: the models cannot be loaded; body: the sentence that says why."""
    PARTIAL = 7
    """From the worker: the transcript so far."""
    SAME = 8
    """From the worker: the transcript so far has not changed."""
    FINAL = 9
    """From the worker: the transcript; VOICE follows."""
    VOICE = 10
    """From the worker: what it has learned of the voice, empty if nothing; to another worker: know this voice."""
    WORDS = 11
    """To the worker: words it does not know, and how they are said."""


class Wire:
    """Sends and takes whole messages over a socket; used by one thread."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end

    def send(self, kind: Kind, body: bytes = b"", *, within_s: float | None = None) -> None:
        """Send one message. Raises OSError when the other side is gone, or has not taken it in that time."""
        self._end.settimeout(within_s)
        self._end.sendall(_HEADER.pack(kind, len(body)) + body)

    def receive(self, *, within_s: float | None = None) -> tuple[Kind, bytes]:
        """The next message, waiting for each piece of it at most so long (None: for ever).

        Raises EOFError when the other side is gone, OSError (TimeoutError) when it keeps silent, ValueError for
        something that is no message.
        """
        self._end.settimeout(within_s)
        kind, length = _HEADER.unpack(self._exactly(_HEADER.size))
        if length > _LONGEST:
            raise ValueError("a message is too long")
        return Kind(kind), self._exactly(length)

    def close(self) -> None:
        """Let go of the socket; the other side reads its end."""
        self._end.close()

    def _exactly(self, length: int) -> bytes:
        data = bytearray()
        while len(data) < length:
            piece = self._end.recv(min(1 << 16, length - len(data)))
            if not piece:
                raise EOFError
            data += piece
        return bytes(data)


def phrases_body(expectation: Expectation) -> bytes:
    """What the worker needs of an expectation."""
    return json.dumps({"phrases": expectation.phrases, "answers": sorted(expectation.answers)}).encode()


def expectation_of(body: bytes) -> Expectation:
    """The other way round."""
    told = json.loads(body)
    return Expectation(phrases=tuple(told["phrases"]), answers=frozenset(told["answers"]), no_reply_s=0)


def words_body(words: Vocabulary) -> bytes:
    """Words and how they are said."""
    return json.dumps({word: tuple(phones) for word, phones in words.items()}).encode()


def words_of(body: bytes) -> Vocabulary:
    """The other way round."""
    return {word: tuple(phones) for word, phones in json.loads(body).items()}


def samples_of(body: bytes) -> Samples:
    """Sound as it was sent: 16-bit, in the machine's own byte order."""
    return np.frombuffer(body, dtype=np.int16)


def transcript_body(transcript: Transcript) -> bytes:
    """A transcript as JSON; numbers come back exactly."""
    return json.dumps(
        {
            "text": transcript.text,
            "confidence": transcript.confidence,
            "engine": transcript.engine,
            "words": [astuple(word) for word in transcript.words],
            "alternatives": transcript.alternatives,
            "expected": transcript.expected,
        }
    ).encode()


def transcript_of(body: bytes) -> Transcript:
    """The other way round."""
    found = json.loads(body)
    words = (
        Word(text=text, start_s=start_s, end_s=end_s, confidence=confidence)
        for text, start_s, end_s, confidence in found.pop("words")
    )
    return Transcript(words=tuple(words), alternatives=tuple(found.pop("alternatives")), **found)

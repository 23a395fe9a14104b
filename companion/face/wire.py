"""The protocol between core and face: one JSON object a line over a Unix stream socket.

The face listens, the core connects; one core at a time, the newest wins. A line is UTF-8, ends with "\\n" and has less
than LINE_BYTES bytes; its "type" says what it is. Version 1:

    core to face
      {"type": "hello", "version": 1, "now_s": 12.5}          first line; the session clock as it was sent
      {"type": "state", "at_s": 12.5, "state": "listening", "expression": "neutral", "heeds": "anybody"}
      {"type": "caption", "at_s": 12.5, "who": "device", "text": "...", "large": false}   large: said again
      {"type": "speech", "at_s": 12.7, "cues": [[0.0, "A"], [0.12, "D", 0.8]]}
                 seconds from at_s, mouth shape A to H or X, how far it opens (1 where that is not said)
      {"type": "stop_speech", "at_s": 13.0}
      {"type": "nod", "at_s": 12.5}
      {"type": "level", "at_s": 12.5, "level": 0.4}
      {"type": "buttons", "at_s": 12.5, "labels": ["yes", "no"]}   answers to offer; none: take them away
      {"type": "goodbye"}                                     the core ends on purpose; without it it has died
    face to core
      {"type": "hello", "version": 1}
      {"type": "button", "button": "help"}                    or "acknowledge", "talk"
      {"type": "answer", "answer": "yes"}                     one of the last labels

All times are session time in seconds. Fields and types may be added within a version: readers skip what they do not
know, and lines that are malformed, too long or out of range. Who sees another version in a hello hangs up. Writers
never wait: what a slow partner cannot take is dropped, and when it reads again it is sent the state as it then is.
Lines are never logged: captions and answers are a resident's words (P3).
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from companion.messages import (
    Button,
    Expression,
    FaceMessage,
    FaceState,
    Heeds,
    MouthCue,
    MouthShape,
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

VERSION = 1
LINE_BYTES = 64 * 1024
TEXT_CHARS = 2000
"""Longer captions are cut; two lines of the screen hold 56 characters."""
CUES = 1500
"""More cues than this in one message are cut: over a minute of speech."""
ANSWERS, LABEL_CHARS = 11, 200
"""0 to 10; a label is a few words. More than this is cut."""


@dataclass(frozen=True, slots=True)
class Hello:
    """The first line of either side."""

    version: int = VERSION
    now_s: float | None = None
    """The core's session clock."""


@dataclass(frozen=True, slots=True)
class Goodbye:
    """The core ends on purpose."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button or an answer on the screen was pressed."""

    button: Button | Press


WireMessage: TypeAlias = FaceMessage | Hello | Goodbye | Pressed
Fields: TypeAlias = Mapping[str, Any]


def encode(message: WireMessage) -> bytes:
    """The message as one line."""
    return json.dumps(_fields(message), separators=(",", ":"), allow_nan=False).encode("ascii") + b"\n"


def _fields(message: WireMessage) -> dict[str, object]:
    match message:
        case ShowState(at_s=at_s, state=state, expression=expression, heeds=heeds):
            return {"type": "state", "at_s": at_s, "state": state, "expression": expression, "heeds": heeds}
        case ShowCaption(at_s=at_s, who=who, text=text, large=large):
            return {"type": "caption", "at_s": at_s, "who": who, "text": text[:TEXT_CHARS], "large": large}
        case ShowSpeech(at_s=at_s, cues=cues):
            return {"type": "speech", "at_s": at_s, "cues": [_cue(cue) for cue in cues[:CUES]]}
        case StopSpeech(at_s=at_s):
            return {"type": "stop_speech", "at_s": at_s}
        case ShowLevel(at_s=at_s, level=level):
            return {"type": "level", "at_s": at_s, "level": level}
        case _:
            return _more_fields(message)


def _cue(cue: MouthCue) -> list[object]:
    """Most are wide open: only what is not says so."""
    return [cue.start_s, cue.shape] if cue.opening == 1.0 else [cue.start_s, cue.shape, cue.opening]


def _more_fields(message: Nod | ShowButtons | Hello | Goodbye | Pressed) -> dict[str, object]:
    match message:
        case Nod(at_s=at_s):
            return {"type": "nod", "at_s": at_s}
        case ShowButtons(at_s=at_s, labels=labels):
            return {"type": "buttons", "at_s": at_s, "labels": [label[:LABEL_CHARS] for label in labels[:ANSWERS]]}
        case Hello(version=version, now_s=now_s):
            return {"type": "hello", "version": version} | ({} if now_s is None else {"now_s": now_s})
        case Pressed(button=Press(answer=answer)):
            return {"type": "answer", "answer": answer[:LABEL_CHARS]}
        case Pressed(button=button):
            return {"type": "button", "button": button}
        case Goodbye():
            return {"type": "goodbye"}


def decode(line: bytes) -> WireMessage | None:
    """The message of one line; None for everything that is not one. Never raises."""
    try:
        fields = json.loads(line)
        return _READERS[fields["type"]](fields)
    except (ValueError, TypeError, KeyError, IndexError, OverflowError, RecursionError):
        return None


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError
    return float(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value[:TEXT_CHARS]


def _hello(fields: Fields) -> Hello:
    now_s = fields.get("now_s")
    return Hello(int(_number(fields["version"])), None if now_s is None else _number(now_s))


def _state(fields: Fields) -> ShowState:
    expression = Expression(fields.get("expression", Expression.NEUTRAL))
    return ShowState(
        at_s=_number(fields["at_s"]),
        state=FaceState(fields["state"]),
        expression=expression,
        heeds=Heeds(fields.get("heeds", Heeds.ANYBODY)),
    )


def _caption(fields: Fields) -> ShowCaption:
    return ShowCaption(
        at_s=_number(fields["at_s"]),
        who=Who(fields["who"]),
        text=_text(fields["text"]),
        large=fields.get("large") is True,
    )


def _speech(fields: Fields) -> ShowSpeech:
    cues = tuple(_mouth_cue(*cue) for cue in fields["cues"][:CUES])
    return ShowSpeech(at_s=_number(fields["at_s"]), cues=cues)


def _mouth_cue(start_s: object, shape: str, opening: object = 1.0, *_: object) -> MouthCue:
    return MouthCue(start_s=_number(start_s), shape=MouthShape(shape), opening=min(1.0, max(0.0, _number(opening))))


def _level(fields: Fields) -> ShowLevel:
    return ShowLevel(at_s=_number(fields["at_s"]), level=min(1.0, max(0.0, _number(fields["level"]))))


def _buttons(fields: Fields) -> ShowButtons:
    labels = fields["labels"]
    if not isinstance(labels, list):
        raise TypeError
    return ShowButtons(
        at_s=_number(fields["at_s"]), labels=tuple(_text(label)[:LABEL_CHARS] for label in labels[:ANSWERS])
    )


_READERS: dict[str, Callable[[Fields], WireMessage]] = {
    "hello": _hello,
    "state": _state,
    "caption": _caption,
    "speech": _speech,
    "stop_speech": lambda fields: StopSpeech(at_s=_number(fields["at_s"])),
    "level": _level,
    "nod": lambda fields: Nod(at_s=_number(fields["at_s"])),
    "buttons": _buttons,
    "goodbye": lambda _: Goodbye(),
    "button": lambda fields: Pressed(Button(fields["button"])),
    "answer": lambda fields: Pressed(Press(_text(fields["answer"])[:LABEL_CHARS])),
}


class LineReader:
    """Cuts a stream of bytes into messages; holds at most one line."""

    def __init__(self) -> None:
        self._part = bytearray()
        self._too_long = False

    def feed(self, data: bytes) -> list[WireMessage]:
        """The messages that these bytes complete; what is none is skipped."""
        *ends, rest = data.split(b"\n")
        messages = []
        for end in ends:
            message = self._line(end)
            if message is not None:
                messages.append(message)
        self._keep(rest)
        return messages

    def _line(self, end: bytes) -> WireMessage | None:
        self._keep(end)
        line, too_long = bytes(self._part), self._too_long
        self._part.clear()
        self._too_long = False
        return None if too_long else decode(line)

    def _keep(self, data: bytes) -> None:
        if len(self._part) + len(data) >= LINE_BYTES:
            self._too_long = True
            self._part.clear()
        elif not self._too_long:
            self._part += data

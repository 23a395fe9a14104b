"""Rhasspy 2.5's end of a command: rhasspy-silence with its own defaults."""

from __future__ import annotations

from rhasspysilence import WebRtcVadRecorder  # type: ignore[import-not-found]

_CHUNK = 960
"""Bytes: its own chunk, 30 ms."""


def ends(sound: bytes) -> dict[str, float | None]:
    """When the recorder hands out the command."""
    recorder = WebRtcVadRecorder()
    recorder.start()
    for number in range(len(sound) // _CHUNK):
        if recorder.process_chunk(sound[number * _CHUNK : (number + 1) * _CHUNK]) is not None:
            return {"rhasspy": round((number + 1) * _CHUNK / 2 / 16000, 3)}
    return {"rhasspy": None}

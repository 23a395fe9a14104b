"""livekit-agents' end of a turn without a model of turns: its Silero plugin, then its shortest wait.

The plugin is run for real. The wait that its AudioRecognition then sleeps for by the wall clock (counted from the end
of speech) is added by the same sum, on the value in its own defaults.
"""

from __future__ import annotations

import asyncio

from livekit import rtc  # type: ignore[import-not-found]
from livekit.agents.vad import VADEventType  # type: ignore[import-not-found]
from livekit.agents.voice.turn import _ENDPOINTING_DEFAULTS  # type: ignore[import-not-found]
from livekit.plugins.silero import VAD  # type: ignore[import-not-found]

_RATE = 16000
_CHUNK = _RATE * 2 // 50
"""Bytes: 20 ms."""
_VAD = VAD.load()


def ends(sound: bytes) -> dict[str, float | None]:
    """The first end of a turn."""
    return {"livekit vad": asyncio.run(_end(sound))}


async def _end(sound: bytes) -> float | None:
    stream = _VAD.stream()
    for start in range(0, len(sound) - _CHUNK + 1, _CHUNK):
        chunk = sound[start : start + _CHUNK]
        stream.push_frame(
            rtc.AudioFrame(data=chunk, sample_rate=_RATE, num_channels=1, samples_per_channel=len(chunk) // 2)
        )
    stream.end_input()
    found: float | None = None
    async for event in stream:
        if found is None and event.type is VADEventType.END_OF_SPEECH:
            wait_s = _ENDPOINTING_DEFAULTS["min_delay"] - event.silence_duration
            found = round(event.timestamp + max(0.0, wait_s), 3)
    await stream.aclose()
    return found

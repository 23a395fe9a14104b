"""pipecat's end of a turn: its VAD alone, with its smart-turn model, and with the cap that stays without the model.

The model's class keeps time by the wall clock; here that clock is the recording's. What comes after the decision (the
wait for a transcript) is not counted.
"""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

from loguru import logger  # type: ignore[import-not-found]
from pipecat.audio.turn.base_turn_analyzer import EndOfTurnState  # type: ignore[import-not-found]
from pipecat.audio.turn.smart_turn import base_smart_turn  # type: ignore[import-not-found]
from pipecat.audio.turn.smart_turn.local_smart_turn_v3 import LocalSmartTurnAnalyzerV3  # type: ignore[import-not-found]
from pipecat.audio.vad.silero import SileroVADAnalyzer  # type: ignore[import-not-found]
from pipecat.audio.vad.vad_analyzer import VADParams, VADState  # type: ignore[import-not-found]

_RATE = 16000
_CHUNK = _RATE * 2 // 50
"""Bytes: 20 ms, as its input transports hand them on."""


class _Unfinished(base_smart_turn.BaseSmartTurn):  # type: ignore[misc]
    """Its own analyser where no model ever says that the turn is over: the cap decides."""

    def _predict_endpoint(self, audio_array: object) -> dict[str, object]:  # noqa: ARG002
        return {"prediction": 0, "probability": 0.0}


class _Clock:
    """Stands for the module `time`."""

    def __init__(self) -> None:
        self.now_s = 1.0

    def monotonic(self) -> float:
        return self.now_s

    def perf_counter(self) -> float:
        return self.now_s


logger.remove()
_clock = base_smart_turn.time = _Clock()
_TURNS = {"pipecat smart-turn": LocalSmartTurnAnalyzerV3(sample_rate=_RATE), "pipecat cap": _Unfinished()}


def ends(sound: bytes) -> dict[str, float | None]:
    """As TurnAnalyzerUserTurnStopStrategy does it, without a transcript to wait for."""
    return asyncio.run(_ends(sound))


async def _ends(sound: bytes) -> dict[str, float | None]:
    vad = _fresh()
    found: dict[str, float | None] = dict.fromkeys(["pipecat vad", *_TURNS])
    speaking = False
    for number in range(len(sound) // _CHUNK):
        chunk = sound[number * _CHUNK : (number + 1) * _CHUNK]
        at_s = round((number + 1) * _CHUNK / 2 / _RATE, 3)
        _clock.now_s = 1.0 + at_s
        state = await vad.analyze_audio(chunk)
        stopped = speaking and state is VADState.QUIET
        speaking = state is VADState.SPEAKING or (speaking and not stopped)
        if stopped and found["pipecat vad"] is None:
            found["pipecat vad"] = at_s
        for name, turn in _TURNS.items():
            if found[name] is None and await _over(turn, chunk, SimpleNamespace(speaking=speaking, stopped=stopped)):
                found[name] = at_s
    await vad.cleanup()
    return found


async def _over(turn: base_smart_turn.BaseSmartTurn, chunk: bytes, voice: SimpleNamespace) -> bool:
    complete = turn.append_audio(chunk, voice.speaking) is EndOfTurnState.COMPLETE
    if voice.stopped and not complete:
        state, _ = await turn.analyze_end_of_turn()
        complete = state is EndOfTurnState.COMPLETE
    return complete


def _fresh() -> SileroVADAnalyzer:
    """Nothing is remembered of the recording before."""
    vad = SileroVADAnalyzer(sample_rate=_RATE)
    vad.set_sample_rate(_RATE)
    for turn in _TURNS.values():
        turn.set_sample_rate(_RATE)
        turn.clear()
        turn.update_vad_start_secs(VADParams().start_secs)
    return vad

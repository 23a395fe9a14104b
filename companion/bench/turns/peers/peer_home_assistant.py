"""Home Assistant's end of a voice command: its segmenter on its microVAD, at its three settings."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from types import ModuleType

_PACKAGE = "homeassistant.components.assist_pipeline"


def _part(name: str) -> ModuleType:
    """A module of the integration without the rest of Home Assistant, which its package would load first."""
    for package in ("homeassistant.components", _PACKAGE):
        if package not in sys.modules:
            parent, _, leaf = package.rpartition(".")
            bare = ModuleType(package)
            bare.__path__ = [f"{next(iter(importlib.import_module(parent).__path__))}/{leaf}"]
            sys.modules[package] = bare
    return importlib.import_module(f"{_PACKAGE}.{name}")


_vad, _enhancer, _const = _part("vad"), _part("audio_enhancer"), _part("const")


def ends(sound: bytes) -> dict[str, float | None]:
    """As pipeline.py feeds them: one microVAD over chunks of 10 ms, no gain, no noise suppression."""
    enhancer = _enhancer.MicroVadSpeexEnhancer(0, 0, True)
    segmenters = {
        f"home assistant {each.value}": _vad.VoiceCommandSegmenter(silence_seconds=_vad.VadSensitivity.to_seconds(each))
        for each in _vad.VadSensitivity
    }
    found: dict[str, float | None] = dict.fromkeys(segmenters)
    step, seconds = _const.BYTES_PER_CHUNK, _const.MS_PER_CHUNK / 1000
    for number in range(len(sound) // step):
        chunk = enhancer.enhance_chunk(sound[number * step : (number + 1) * step], round(number * seconds * 1000))
        for name, segmenter in segmenters.items():
            if found[name] is None and not segmenter.process(seconds, chunk.speech_probability):
                found[name] = round((number + 1) * seconds, 3)
    return found

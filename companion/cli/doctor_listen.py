"""The doctor's check of the microphone's level: somebody speaks to it for a few seconds. Nothing of it is kept."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from companion.doctor.check import Finding, ok, warn

if TYPE_CHECKING:
    from companion.ports import Microphone, VoiceActivityDetector
    from companion.settings import Settings

LISTENS_S = 8.0
SPEECH = 0.5
LEAST_SPEECH_S = 0.5
SOFT_DB = -50.0
"""Below full scale; softer speech needs more than the front end may amplify in most rooms."""
_LEVELS = "'alsamixer' (F4: capture), or the system's sound settings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What came of a few seconds, in figures."""

    speech_s: float
    speech_db: float
    """Mean power of the frames with speech, below full scale."""
    clipping: bool


def listening(settings: Settings) -> Finding:
    """Listen to whoever speaks. Opens the board: not while another check, or the companion, uses it.

    Raises SettingsError, DeviceError, MicrophoneLost (also where it gives only silence), ModelError.
    """
    from companion.asr.vad import SileroDetector
    from device import open_device

    detector = SileroDetector()
    with open_device(settings.profile) as device:
        sys.stderr.write(f"Please say a few sentences, as loud as usual, for {LISTENS_S:.0f} seconds.\n")
        return told(hear(device.microphone, detector))


def hear(microphone: Microphone, detector: VoiceActivityDetector, seconds: float = LISTENS_S) -> Heard:
    """Listen for so long, or until the recording ends. Raises MicrophoneLost."""
    from companion.asr.frontend import FrontEnd
    from companion.messages import FRAME_SECONDS

    front_end = FrontEnd()
    powers: list[float] = []
    for number in count():
        frame = microphone.read() if number * FRAME_SECONDS < seconds else None
        if frame is None:
            break
        speech = detector.probability(front_end.clean(frame).samples) >= SPEECH
        front_end.heard(speech=speech)
        if speech:
            powers.append(float(np.mean(np.square(frame.samples / 32768.0))))
    level = 10 * math.log10(max(1e-9, float(np.mean(powers)))) if powers else -math.inf
    return Heard(speech_s=len(powers) * FRAME_SECONDS, speech_db=level, clipping=front_end.clipping)


def told(heard: Heard) -> Finding:
    """In one sentence, and what to do."""
    if heard.speech_s < LEAST_SPEECH_S:
        return warn("sound comes, but no speech was heard in it", "Speak while it listens: companion doctor --listen")
    if heard.clipping:
        return warn(
            "the microphone is set too loud: speech is spoiled in it",
            f"Turn its level down by half and try again: {_LEVELS}.",
        )
    if heard.speech_db < SOFT_DB:
        return warn(
            f"speech comes softly ({-heard.speech_db:.0f} dB below full scale)",
            f"Move the microphone nearer, or turn its level up: {_LEVELS}.",
        )
    return ok(f"speech comes well ({-heard.speech_db:.0f} dB below full scale), and none of it is spoiled")

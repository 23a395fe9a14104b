"""Loads a Piper voice from disk: everything that can be wrong with its two files becomes one plain sentence."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as ort_errors
from piper import PiperVoice
from piper.config import PhonemeType, PiperConfig

from companion.errors import ModelError

THREADS = 2
"""Of the board's four cores one stays for hearing, one for the face; a Pi 4 needs 0.48 of real time with two."""

_INPUTS = {"input", "input_lengths", "scales"}
_OFFLINE_PHONEMES = (PhonemeType.ESPEAK, PhonemeType.TEXT)
"""The other phonemisers of piper-tts fetch a model when they are first used; the companion is offline (P1)."""

LOAD_ERRORS = (
    ort_errors.Fail,
    ort_errors.InvalidArgument,
    ort_errors.InvalidGraph,
    ort_errors.InvalidProtobuf,
    ort_errors.NoModel,
    ort_errors.NoSuchFile,
    ort_errors.NotImplemented,
    ort_errors.RuntimeException,
)
RUN_ERRORS = (*LOAD_ERRORS, RuntimeError, ValueError, TypeError, IndexError, KeyError)
"""What a voice that loaded can still raise: an unknown espeak-ng voice, an id it does not know, wrong shapes."""


def load_voice(model_path: Path) -> PiperVoice:
    """The voice, ready to speak. Raises ModelError."""
    # piper-tts writes what it is asked to say, and phonemes it does not know, to its log (P3).
    logging.getLogger("piper").setLevel(logging.CRITICAL)
    config = _config(Path(f"{model_path}.json"))
    session = _session(model_path)
    inputs = {value.name for value in session.get_inputs()}
    if _INPUTS - inputs:
        raise ModelError(f"{model_path} is not a Piper voice. Install another one.")
    return PiperVoice(session=session, config=config, use_tashkeel=False)


def speaker_of(voice: PiperVoice, wanted: str | None, file: str) -> int | None:
    """The number of the speaker of that name or number; None where the voice has one only.

    Raises ModelError when the voice has no such speaker.
    """
    known = voice.config.speaker_id_map or {}
    count = voice.config.num_speakers
    if wanted is None:
        return 0 if count > 1 else None
    number = known.get(wanted, int(wanted) if wanted.isdecimal() else -1)
    if not 0 <= number < count:
        some = ", ".join(list(known)[:5]) or f"0 to {count - 1}"
        remedy = "Leave tts.speaker out: it has one only." if count <= 1 else f"Set tts.speaker to one of: {some}."
        raise ModelError(f"The Piper voice {file} has no speaker '{wanted}'. {remedy}")
    return number if count > 1 else None


def _config(path: Path) -> PiperConfig:
    try:
        config = PiperConfig.from_dict(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise ModelError(
            f"The Piper voice's description {path} cannot be read ({error.strerror}). Install the voice again."
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ModelError(f"The Piper voice's description {path} is damaged. Install the voice again.") from None
    if config.phoneme_type not in _OFFLINE_PHONEMES:
        raise ModelError(
            f"The Piper voice described in {path} needs a download to read text, and the companion is offline. "
            "Install another voice."
        )
    return config


def _session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    options.inter_op_num_threads = 1
    # Without the arena the memory of the longest sentence is given back after it.
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(str(path), sess_options=options, providers=["CPUExecutionProvider"])
    except LOAD_ERRORS as error:
        raise ModelError(
            f"The Piper voice {path} cannot be loaded ({type(error).__name__}). Install it again."
        ) from None

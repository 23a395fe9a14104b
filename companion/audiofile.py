"""Reads any audio file as the device hears it, and writes wav files whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
import wave
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from companion.errors import InputError, OutputError
from companion.messages import SAMPLE_RATE_HZ, Samples


def read_audio(path: Path) -> Samples:
    """The file's sound as 16 kHz mono, whatever its rate and channels. Raises InputError.

    Takes what libsndfile reads: wav, flac, ogg, mp3 and more.
    """
    sound, rate_hz = _decode(path)
    mono = sound.mean(axis=1)
    if not mono.size:
        raise InputError(f"The audio file {path} holds no sound at all; record it again.")
    if rate_hz != SAMPLE_RATE_HZ:
        import soxr

        mono = soxr.resample(mono, rate_hz, SAMPLE_RATE_HZ)
    return _to_int16(mono)


def write_wav(path: Path, samples: Samples, rate: int) -> None:
    """Write mono 16-bit `samples` at `rate` Hz beside `path`, then rename: a reader never sees half a file.

    Raises OutputError.
    """
    try:
        _write_and_rename(path, samples, rate)
    except OSError as error:
        hint = "make room and try again" if error.errno == errno.ENOSPC else "choose another place"
        raise OutputError(f"The file {path} cannot be written ({error.strerror}); {hint}.") from None


def _decode(path: Path) -> tuple[NDArray[np.float32], int]:
    """Shape (samples, channels), -1 to 1, and the rate in Hz."""
    import soundfile

    try:
        with path.open("rb") as file:
            if not file.read(1):
                raise InputError(f"The audio file {path} is empty; record or copy it again.")
            file.seek(0)
            sound, rate_hz = soundfile.read(file, dtype="float32", always_2d=True)
    except FileNotFoundError:
        raise InputError(f"The audio file {path} does not exist; check the name.") from None
    except IsADirectoryError:
        raise InputError(f"{path} is a folder, not an audio file; name the files in it.") from None
    except PermissionError:
        raise InputError(f"The audio file {path} may not be read; change its permissions.") from None
    except OSError as error:
        raise InputError(f"The audio file {path} cannot be read ({error.strerror}).") from None
    except soundfile.LibsndfileError:
        raise InputError(f"{path} is not an audio file this program can read; give it wav, flac, ogg or mp3.") from None
    return sound, int(rate_hz)


def _to_int16(sound: NDArray[np.float32]) -> Samples:
    # A float file may hold NaN, and values beyond full scale; neither may wrap round.
    whole = np.nan_to_num(sound * 32768.0, nan=0.0)
    samples: Samples = np.clip(np.rint(whole), -32768, 32767).astype(np.int16)
    return samples


def _write_and_rename(path: Path, samples: Samples, rate: int) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            _write_samples(file, samples, rate)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes the file private; a wav the user asked for follows the user's umask.
        part.chmod(0o666 & ~_umask())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _write_samples(file: BinaryIO, samples: Samples, rate: int) -> None:
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(np.ascontiguousarray(samples, dtype="<i2").tobytes())


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

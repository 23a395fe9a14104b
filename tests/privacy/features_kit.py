"""Looks for the features of speech in another process's memory: from them speech can be made again."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from pocketsphinx import Decoder
from process_memory import regions

from companion.messages import Samples

Floats = NDArray[np.float32]
CEPSTRA = 13
ROWS = {"cepstra": 13, "with their deltas": 39}
"""How many numbers the library keeps for 10 ms of sound, as they come and as it compares them."""
_LOOKED_AT = slice(3, 7)
_NEAR = 0.01


def cepstra_of(samples: Samples) -> Floats:
    """What the library makes of the sound, shape (frames, 13), from its own log."""
    with TemporaryDirectory() as folder:
        decoder = Decoder(loglevel="FATAL", lm=None, dict=os.devnull, mfclogdir=folder)
        decoder.add_word("a", "AH", update=False)
        decoder.add_fsg("one", decoder.create_fsg("one", 0, 1, [(0, 1, 1.0, "a")]))
        decoder.activate_search("one")
        decoder.start_utt()
        decoder.process_raw(samples.tobytes())
        decoder.end_utt()
        (log,) = Path(folder).iterdir()
        _length, *numbers = np.frombuffer(log.read_bytes(), dtype=">f4")
    return np.array(numbers, dtype=np.float32).reshape(-1, CEPSTRA)


def frames_found_in(pid: int, cepstra: Floats) -> set[int]:
    """Which of some frames lie there. The mean is taken off or not: how a frame differs from the next stays the same.

    Raises PermissionError where the memory may not be read.
    """
    frames = np.linspace(len(cepstra) // 4, len(cepstra) * 3 // 4, 8).astype(int)
    found = set()
    for pieces in regions(pid):
        content = b"".join(pieces)
        held = np.frombuffer(content, dtype=np.float32, count=len(content) // 4)
        found |= {
            int(frame) for row in ROWS.values() for frame in frames if _holds(held, row, cepstra[frame : frame + 2])
        }
    return found


def _holds(held: Floats, row: int, two: Floats) -> bool:
    """Whether two frames lie there, one `row` of numbers after the other."""
    wanted = (two[1] - two[0])[_LOOKED_AT]
    most = len(held) - row - len(wanted)
    if most <= 0:
        return False
    with np.errstate(all="ignore"):  # most of it are no numbers
        at = np.flatnonzero(np.abs(held[row : row + most] - held[:most] - wanted[0]) < _NEAR)
        for index, value in enumerate(wanted[1:], start=1):
            at = at[np.abs(held[at + row + index] - held[at + index] - value) < _NEAR]
    return bool(len(at))

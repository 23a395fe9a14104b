"""Makes the film of a conversation: the face's own stage and painter, frame by frame, with the sound beside it."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from companion.errors import OutputError, UsageError
from companion.messages import FaceMessage, Samples, ShowCaption, ShowSpeech

if TYPE_CHECKING:
    import pygame

    from companion.face.stage import Scene

SEED = 20260302
AUDIO_BLOCK = 1024
"""Samples handed to the AAC encoder at once: its frame."""
AAC_RATES_HZ = {8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000}
AUDIO_BITS_PER_S = 96_000
BT709 = 1
"""FFmpeg's number for the colours of HD video (ITU-R BT.709)."""
VIDEO_OPTIONS = {"preset": "ultrafast", "crf": "22", "bf": "0"}
"""Flat areas and still frames: the quickest preset is good enough. Without B frames the video has no delay."""


class FilmToolsMissing(UsageError):
    """A film was asked for, but its encoder, an extra, is not installed."""


def write_film(  # noqa: PLR0913 - each is a plain fact about the film; a class for them would only be unpacked here
    path: Path,
    *,
    messages: Sequence[FaceMessage],
    sound: Samples,
    sound_rate_hz: int,
    duration_s: float,
    size: tuple[int, int] = (1280, 720),
    fps: int = 30,
    progress: Callable[[float], None] | None = None,
) -> None:
    """Write an MP4 (H.264, AAC, index first) of the face that was sent `messages`, in the order they were sent.

    Session time 0 is the film's first frame and the sound's first sample; `sound` has shape (n,) and is cut or filled
    with silence to `duration_s`. `progress` is told the seconds done. The file appears whole or not at all. Raises
    FilmToolsMissing where PyAV is missing, OutputError where the file cannot be written.
    """
    av = film_tools()
    with _made_whole(path, av) as working, av.open(str(working), "w", options={"movflags": "+faststart"}) as film:
        pictures = _Pictures(av, film, size, fps)
        track = _Track(av, film, _fitted(sound, sound_rate_hz, duration_s), sound_rate_hz)
        for index, scene in enumerate(_scenes(messages, pictures, round(duration_s * fps))):
            pictures.add(scene)
            track.up_to((index + 1) / fps)
            if progress is not None:
                progress((index + 1) / fps)
        pictures.end()
        track.end()


def _scenes(messages: Sequence[FaceMessage], pictures: _Pictures, frames: int) -> Iterator[Scene]:
    """The scene of each frame."""
    from companion.face.stage import FaceStage

    stage = FaceStage(SEED, line_chars=pictures.line_chars)
    sent = sent_s(messages)
    index = 0
    for frame in range(frames):
        at_s = frame / pictures.fps
        while index < len(messages) and sent[index] <= at_s:
            stage.show(messages[index])
            index += 1
        yield stage.scene(at_s)


def sent_s(messages: Sequence[FaceMessage]) -> list[float]:
    """When each message was sent at the earliest, session time: those about a time to come were sent before it.

    Speech and captions name the moment they reach the air. They must be known before, or the lips could not start
    early; but never before what was sent ahead of them, a stop above all.
    """
    sent, last_s = [], 0.0
    for message in messages:
        if not isinstance(message, ShowSpeech | ShowCaption):
            last_s = max(last_s, message.at_s)
        sent.append(last_s)
    return sent


class _Pictures:
    """The video stream."""

    def __init__(self, av: ModuleType, film: Any, size: tuple[int, int], fps: int) -> None:
        from companion.face.paint import Painter

        self._av, self._film = av, film
        self.fps = fps
        # yuv420p halves both sides: they must be even.
        self._painter = Painter((size[0] // 2 * 2, size[1] // 2 * 2))
        self.line_chars = self._painter.place.line_chars
        self._stream = film.add_stream("libx264", rate=fps, options=VIDEO_OPTIONS)
        self._stream.width, self._stream.height = self._painter.place.size
        self._stream.pix_fmt = "yuv420p"
        self._stream.codec_context.thread_count = 0
        self._stream.codec_context.color_range = av.video.reformatter.ColorRange.MPEG
        self._stream.codec_context.colorspace = BT709
        self._planes = _Planes(av, self._painter.place.size)
        self._count = 0

    def add(self, scene: Scene) -> None:
        """Encode one frame."""
        picture = self._painter.draw(scene)
        for area in self._painter.changed:
            self._planes.paste(_pixels(picture), area)
        frame = self._planes.frame()
        frame.pts = self._count
        frame.time_base = Fraction(1, self.fps)
        self._count += 1
        self._film.mux(self._stream.encode(frame))

    def end(self) -> None:
        """Write what the encoder still holds."""
        self._film.mux(self._stream.encode(None))


class _Track:
    """The sound stream. The encoder's priming samples get negative times, which the MP4's edit list takes away."""

    def __init__(self, av: ModuleType, film: Any, samples: Samples, rate_hz: int) -> None:
        self._av, self._film = av, film
        self._samples, self._rate_hz = samples, rate_hz
        self._stream = film.add_stream("aac", rate=rate_hz, layout="mono")
        self._stream.bit_rate = AUDIO_BITS_PER_S
        self._done = 0

    def up_to(self, time_s: float) -> None:
        """Encode what sounds before `time_s`."""
        while self._done < min(len(self._samples), time_s * self._rate_hz):
            block = self._samples[self._done : self._done + AUDIO_BLOCK]
            frame = self._av.AudioFrame.from_ndarray(block[None, :].copy(), format="s16", layout="mono")
            frame.sample_rate = self._rate_hz
            frame.pts = self._done
            frame.time_base = Fraction(1, self._rate_hz)
            self._done += len(block)
            self._film.mux(self._stream.encode(frame))

    def end(self) -> None:
        """Encode the rest and what the encoder still holds."""
        self.up_to(float("inf"))
        self._film.mux(self._stream.encode(None))


class _Planes:
    """The picture as the encoder wants it, yuv420p; only what has changed is converted."""

    def __init__(self, av: ModuleType, size: tuple[int, int]) -> None:
        width, height = size
        self._av = av
        self._all = np.zeros((height * 3 // 2, width), dtype=np.uint8)
        luma, chroma = width * height, width * height // 4
        flat = self._all.reshape(-1)
        self._y = flat[:luma].reshape(height, width)
        self._u = flat[luma : luma + chroma].reshape(height // 2, width // 2)
        self._v = flat[luma + chroma :].reshape(height // 2, width // 2)

    def paste(self, pixels: NDArray[np.uint8], area: pygame.Rect) -> None:
        """Convert one area of the picture, widened to even pixels: colour is kept for two by two."""
        left, top = area.left // 2 * 2, area.top // 2 * 2
        right, bottom = min(area.right + 1, self._y.shape[1]) // 2 * 2, min(area.bottom + 1, self._y.shape[0]) // 2 * 2
        width, height = right - left, bottom - top
        if width <= 0 or height <= 0:
            return
        part = self._av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels[top:bottom, left:right]), format="bgra")
        flat = part.reformat(format="yuv420p", dst_colorspace=BT709).to_ndarray().reshape(-1)
        luma, chroma = width * height, width * height // 4
        half = slice(top // 2, bottom // 2), slice(left // 2, right // 2)
        self._y[top:bottom, left:right] = flat[:luma].reshape(height, width)
        self._u[half] = flat[luma : luma + chroma].reshape(height // 2, width // 2)
        self._v[half] = flat[luma + chroma :].reshape(height // 2, width // 2)

    def frame(self) -> Any:
        """The whole picture as a frame to encode."""
        return self._av.VideoFrame.from_ndarray(self._all, format="yuv420p")


def _pixels(picture: pygame.Surface) -> NDArray[np.uint8]:
    """The surface's bytes, shape (height, width, 4), blue first; a view, not a copy."""
    import pygame.surfarray

    width, height = picture.get_size()
    view: NDArray[np.uint8] = pygame.surfarray.pixels2d(picture).T.view(np.uint8)
    return view.reshape(height, width, 4)


def _fitted(sound: Samples, rate_hz: int, duration_s: float) -> Samples:
    if rate_hz not in AAC_RATES_HZ:
        raise ValueError(f"AAC has no sample rate of {rate_hz} Hz")
    whole = np.zeros(round(duration_s * rate_hz), dtype=np.int16)
    kept = min(len(whole), len(sound))
    whole[:kept] = sound[:kept]
    return whole


def film_tools() -> ModuleType:
    """PyAV; ask for it before long work whose end is a film. Raises FilmToolsMissing."""
    try:
        import av
    except ImportError:
        raise FilmToolsMissing(
            "The film needs PyAV, which is not installed; install the extra with "
            "'pip install bedside-companion[demo]', or leave the film out with --no-film."
        ) from None
    module: ModuleType = av
    return module


@contextmanager
def _made_whole(path: Path, av: ModuleType) -> Iterator[Path]:
    """A file beside `path` that takes its place at the end, or goes."""
    try:
        handle, name = tempfile.mkstemp(suffix=".mp4", prefix=".making-", dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise OutputError(f"The film {path} cannot be written ({error.strerror}).") from None
    working = Path(name)
    try:
        yield working
        working.chmod(0o644)
        working.replace(path)
    except (OSError, av.error.FFmpegError) as error:
        raise OutputError(f"The film {path} cannot be written ({error.strerror}).") from None
    finally:
        with contextlib.suppress(FileNotFoundError):
            working.unlink()

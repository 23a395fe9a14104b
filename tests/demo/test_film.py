"""The film: plays, is in step, is whole or absent."""

from __future__ import annotations

import builtins
from pathlib import Path

import numpy as np
import pygame
import pytest
from numpy.typing import NDArray

from companion.demo.film import SEED, FilmToolsMissing, sent_s, write_film
from companion.errors import OutputError
from companion.face.layout import layout
from companion.face.paint import Painter
from companion.face.stage import FaceStage
from companion.messages import (
    FaceMessage,
    FaceState,
    MouthCue,
    MouthShape,
    Samples,
    ShowCaption,
    ShowSpeech,
    ShowState,
    StopSpeech,
    Who,
)

av = pytest.importorskip("av", reason="the film's extra is not installed")

SIZE, FPS, SECONDS = (480, 320), 30, 6.0
IN_STEP_S = 0.040
# Uneven, so that only one alignment of lips and sound is right.
BURSTS = [(0.50, 0.75), (1.10, 1.50), (1.72, 1.90), (2.45, 3.05), (3.30, 3.52), (4.20, 4.65), (5.00, 5.20)]


def spoken(rate_hz: int) -> tuple[list[FaceMessage], Samples]:
    """Bursts of sound, and lips open exactly during them."""
    cues = [MouthCue(start_s=at_s, shape=shape) for on, off in BURSTS for at_s, shape in _open_and_shut(on, off)]
    time_s = np.arange(round(SECONDS * rate_hz)) / rate_hz
    loud = np.any([(time_s >= on) & (time_s < off) for on, off in BURSTS], axis=0)
    noise = np.random.default_rng(1).normal(0, 6000, len(time_s))
    sound = np.clip(np.where(loud, noise, 0), -32768, 32767).astype(np.int16)
    return [ShowState(at_s=0.0, state=FaceState.SPEAKING), ShowSpeech(at_s=0.0, cues=tuple(cues))], sound


def _open_and_shut(on_s: float, off_s: float) -> list[tuple[float, MouthShape]]:
    return [(on_s, MouthShape.D), (off_s, MouthShape.A)]


def pictures(path: Path) -> list[NDArray[np.uint8]]:
    with av.open(str(path)) as film:
        frames = list(film.decode(video=0))
    assert frames[0].time == 0.0
    return [frame.to_ndarray(format="rgb24") for frame in frames]


def sound_of(path: Path, rate_hz: int) -> NDArray[np.float64]:
    """The sound as a player plays it: on the film's clock, the priming taken away."""
    whole = np.zeros(round((SECONDS + 1) * rate_hz))
    with av.open(str(path)) as film:
        for frame in film.decode(audio=0):
            start = round(frame.time * rate_hz)
            part = frame.to_ndarray()[0].astype(float)
            whole[max(0, start) : start + len(part)] = part[max(0, -start) :]
    return whole


def lag_s(late: NDArray[np.float64], early: NDArray[np.float64], rate_hz: float, within_s: float = 0.3) -> float:
    """By how much `late` comes after `early`, from the peak of their cross-correlation."""
    size = 2 ** int(np.ceil(np.log2(len(late) + len(early))))
    spectrum = np.fft.rfft(late - late.mean(), size) * np.conj(np.fft.rfft(early - early.mean(), size))
    reach = round(within_s * rate_hz)
    scores = np.roll(np.fft.irfft(spectrum, size), reach)[: 2 * reach + 1]
    return (int(np.argmax(scores)) - reach) / rate_hz


def mouth_open(frames: list[NDArray[np.uint8]]) -> NDArray[np.float64]:
    """How much of the dark inside of the mouth each frame shows."""
    place = layout(SIZE)
    x, y = place.middle
    area = (
        slice(y + place.head_height // 6, y + place.head_height),
        slice(x - place.head_width // 2, x + place.head_width // 2),
    )
    cut = [frame[area].astype(int) for frame in frames]
    return np.array([float(((c[..., 0] < 150) & (c[..., 1] < 80)).sum()) for c in cut])


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 48_000])
def test_the_decoded_sound_is_where_it_was(tmp_path: Path, rate_hz: int) -> None:
    messages, sound = spoken(rate_hz)
    film = tmp_path / "face.mp4"
    write_film(film, messages=messages, sound=sound, sound_rate_hz=rate_hz, duration_s=SECONDS, size=(160, 96), fps=10)
    heard = sound_of(film, rate_hz)[: len(sound)]
    assert abs(lag_s(heard, sound.astype(float), rate_hz, 0.06)) < 0.005


def test_the_lips_are_in_step_with_the_sound(tmp_path: Path) -> None:
    messages, sound = spoken(22_050)
    film = tmp_path / "face.mp4"
    write_film(film, messages=messages, sound=sound, sound_rate_hz=22_050, duration_s=SECONDS, size=SIZE, fps=FPS)
    frames = pictures(film)
    assert len(frames) == round(SECONDS * FPS)
    fine_hz = 1000
    times = np.arange(round(SECONDS * fine_hz)) / fine_hz
    # A frame is on the screen until the next one comes; seen as a line, its middle stands for it.
    lips = np.interp(times, (np.arange(len(frames)) + 0.5) / FPS, mouth_open(frames))
    loudness = np.abs(sound_of(film, 22_050))
    voice = np.interp(times, np.arange(len(loudness)) / 22_050, np.convolve(loudness, np.ones(441) / 441, "same"))
    assert abs(lag_s(lips, voice, fine_hz)) <= IN_STEP_S


def test_the_index_comes_first_so_that_it_plays_while_it_loads(tmp_path: Path) -> None:
    messages, sound = spoken(16_000)
    film = tmp_path / "face.mp4"
    write_film(film, messages=messages, sound=sound, sound_rate_hz=16_000, duration_s=1.0, size=(160, 96), fps=10)
    whole = film.read_bytes()
    assert whole.index(b"moov") < whole.index(b"mdat")
    with av.open(str(film)) as opened:
        assert [stream.codec_context.name for stream in opened.streams] == ["h264", "aac"]
        assert opened.streams.video[0].codec_context.pix_fmt == "yuv420p"


@pytest.mark.parametrize("seconds", [0.5, 2.0])
def test_film_and_sound_are_as_long_as_asked_whatever_the_sound(tmp_path: Path, seconds: float) -> None:
    film, done = tmp_path / "face.mp4", []
    write_film(
        film,
        messages=[ShowState(at_s=0.0, state=FaceState.IDLE)],
        sound=np.zeros(16_000, dtype=np.int16),
        sound_rate_hz=16_000,
        duration_s=seconds,
        size=(161, 97),
        fps=10,
        progress=done.append,
    )
    with av.open(str(film)) as opened:
        assert opened.duration / 1e6 == pytest.approx(seconds, abs=0.1)
    assert done[-1] == pytest.approx(seconds)
    assert done == sorted(done)


def test_what_is_converted_in_parts_looks_like_the_whole(tmp_path: Path) -> None:
    messages, sound = spoken(16_000)
    film = tmp_path / "face.mp4"
    write_film(film, messages=messages, sound=sound, sound_rate_hz=16_000, duration_s=3.0, size=SIZE, fps=FPS)
    stage, painter = FaceStage(SEED), Painter(SIZE)
    for message in messages:
        stage.show(message)
    frames = pictures(film)
    for index in range(len(frames)):
        painted = painter.draw(stage.scene(index / FPS))
    wanted = np.transpose(pygame.surfarray.array3d(painted), (1, 0, 2)).astype(int)
    assert np.abs(frames[-1].astype(int) - wanted).mean() < 4.0


def test_speech_is_known_before_it_sounds_but_never_before_a_stop() -> None:
    messages: list[FaceMessage] = [
        ShowState(at_s=1.0, state=FaceState.IDLE),
        ShowSpeech(at_s=1.5, cues=()),
        ShowCaption(at_s=1.5, who=Who.DEVICE, text="Good morning."),
        StopSpeech(at_s=2.0),
        ShowSpeech(at_s=2.2, cues=()),
    ]
    assert sent_s(messages) == [1.0, 1.0, 1.0, 2.0, 2.0]


def test_a_film_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    messages, sound = spoken(16_000)
    with pytest.raises(OutputError, match="cannot be written"):
        write_film(tmp_path / "none" / "face.mp4", messages=messages, sound=sound, sound_rate_hz=16_000, duration_s=1.0)
    assert list(tmp_path.iterdir()) == []


def test_a_film_that_is_broken_off_leaves_nothing(tmp_path: Path) -> None:
    messages, sound = spoken(16_000)

    def enough(done_s: float) -> None:
        if done_s > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_film(
            tmp_path / "face.mp4",
            messages=messages,
            sound=sound,
            sound_rate_hz=16_000,
            duration_s=3.0,
            size=(160, 96),
            progress=enough,
        )
    assert list(tmp_path.iterdir()) == []


def test_without_the_extra_one_sentence_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_av(name: str, *rest: object, **named: object) -> object:
        if name == "av":
            raise ImportError(name)
        return real(name, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without_av)
    with pytest.raises(FilmToolsMissing, match=r"bedside-companion\[demo\]"):
        write_film(
            tmp_path / "f.mp4", messages=[], sound=np.zeros(1, dtype=np.int16), sound_rate_hz=16_000, duration_s=1.0
        )

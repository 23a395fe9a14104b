"""By how much the mouth in the demo's film comes before or after the voice in it.

    companion demo --fast --out DIR; python -m companion.bench.lips DIR/face.mp4

The dark inside of the mouth in each picture against the loudness of the sound, where the mouth moves: the shift at
which the two go together best. Lips lead the sound they make by some hundredths of a second; viewers notice sound that
is early by 0.045 s or late by 0.125 s (ITU-R BT.1359).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from companion.errors import CompanionError, InputError
from companion.face.layout import layout

FINE_HZ = 1000
WITHIN_S = 0.3
WINDOW_S = 4.0
STILL = 0.02
"""Share of its widest opening that the mouth of somebody who listens does not pass."""

Curve = NDArray[np.float64]


def offset_s(film: Path) -> tuple[float, float, int]:
    """Median over windows of four seconds of speech: seconds by which the lips lag; the share of windows within 0.08 s
    of it, and their number. Raises InputError."""
    opening, picture_hz = _mouth(film)
    voice = _voice(film, len(opening) / picture_hz)
    times = np.arange(round(len(opening) / picture_hz * FINE_HZ)) / FINE_HZ
    # A picture is on the screen until the next one comes; seen as a line, its middle stands for it.
    lips = np.interp(times, (np.arange(len(opening)) + 0.5) / picture_hz, opening)
    size = round(WINDOW_S * FINE_HZ)
    lags = []
    for start in range(0, len(times) - size, size):
        window = slice(start, start + size)
        if np.mean(lips[window] > STILL * opening.max()) > 0.3:
            lags.append(lag_s(lips[window], voice[window], FINE_HZ))
    if not lags:
        raise InputError(f"In {film} nobody speaks for {WINDOW_S:.0f} s; give it the film of a demo.")
    middle = float(np.median(lags))
    return middle, float(np.mean(np.abs(np.array(lags) - middle) <= 0.08)), len(lags)


def lag_s(late: Curve, early: Curve, rate_hz: float) -> float:
    """By how much `late` comes after `early`, from the peak of their cross-correlation."""
    size = 2 ** int(np.ceil(np.log2(len(late) + len(early))))
    spectrum = np.fft.rfft(late - late.mean(), size) * np.conj(np.fft.rfft(early - early.mean(), size))
    reach = round(WITHIN_S * rate_hz)
    scores = np.roll(np.fft.irfft(spectrum, size), reach)[: 2 * reach + 1]
    return (int(np.argmax(scores)) - reach) / rate_hz


def _mouth(film: Path) -> tuple[Curve, float]:
    """Dark red picture points within the head, for each picture; pictures a second."""
    import av

    try:
        opened = av.open(str(film))
    except (OSError, av.FFmpegError):
        raise InputError(f"{film} is no film that can be read; give it face.mp4 of a demo.") from None
    counts = []
    with opened:
        stream = opened.streams.video[0]
        place = layout((stream.width, stream.height))
        x, y = place.middle
        area = (
            slice(y + place.head_height // 6, y + place.head_height),
            slice(x - place.head_width // 2, x + place.head_width // 2),
        )
        for frame in opened.decode(stream):
            cut = frame.to_ndarray(format="rgb24")[area].astype(np.int16)
            counts.append(float(((cut[..., 0] < 150) & (cut[..., 1] < 80)).sum()))
        picture_hz = float(stream.average_rate or 30)
    return np.array(counts) - np.percentile(counts, 5), picture_hz


def _voice(film: Path, seconds: float) -> Curve:
    """Loudness of the sound a thousand times a second, as a player plays it: on the film's clock."""
    import av

    with av.open(str(film)) as opened:
        rate_hz = opened.streams.audio[0].rate
        whole = np.zeros(round((seconds + 1) * rate_hz))
        for frame in opened.decode(audio=0):
            start = round((frame.time or 0.0) * rate_hz)
            part = frame.to_ndarray()[0].astype(float)
            end = min(len(whole), start + len(part))
            whole[max(0, start) : end] = part[max(0, -start) : end - start]
    smooth = np.convolve(np.abs(whole), np.ones(rate_hz // 50) / (rate_hz // 50), "same")
    times = np.arange(round(seconds * FINE_HZ)) / FINE_HZ
    return np.asarray(np.interp(times, np.arange(len(smooth)) / rate_hz, smooth))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m companion.bench.lips", description=__doc__)
    parser.add_argument("film", type=Path, help="face.mp4 of a demo")
    try:
        late_s, agree, windows = offset_s(parser.parse_args(arguments).film)
    except CompanionError as error:
        print(f"companion: {error}", file=sys.stderr)
        return error.exit_code
    word = "after" if late_s > 0 else "before"
    near = f"{windows} stretches of speech, {100 * agree:.0f} % of them within 80 ms of that"
    print(f"The lips come {abs(late_s) * 1000:.0f} ms {word} the voice ({near}).")
    return 0


if __name__ == "__main__":
    sys.exit(main())

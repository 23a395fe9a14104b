"""What moves by itself: blinks, glances and breath as pure functions of seed and time, and the easing of everything.

Timing after TalkingHead (blinks: 85 % single, 15 % double, every 1 to 8 s, skewed to the short; glances between 0.5 and
3 s apart). Nothing here keeps state except `Ease`, so any moment can be drawn without those before it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

BLINK_CELL_S = 64.0
"""Blinks are laid out cell by cell; each cell begins with one, so that the gap across the border is a legal one too."""
BLINK_GAP_S = (1.0, 8.0)
BLINK_SKEW = 1.8
DOUBLE_BLINKS = 0.15
DOUBLE_AFTER_S = 0.34
CLOSING_S, SHUT_S, OPENING_S = 0.08, 0.05, 0.15
"""A little slower than a young adult's: calm, and still seen at 30 frames a second."""

GLANCE_CELL_S = 32.0
GLANCE_GAP_S = (0.5, 3.0)
BREATH_S = 4.2
"""A resting adult's breath."""
INHALE = 0.4
"""Share of the breath that goes in."""

_MASK = (1 << 64) - 1


def chance(seed: int, kind: int, number: int) -> float:
    """A fixed random number in [0, 1) for this seed, kind and number (splitmix64, Steele et al. 2014)."""
    x = (seed * 0x9E3779B97F4A7C15 + kind * 0xD1B54A32D192ED03 + number * 0x8CB92BA72F3D8DD7 + 1) & _MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & _MASK
    return ((x ^ (x >> 31)) >> 11) / (1 << 53)


def smooth(x: float) -> float:
    """0 to 1 without a kink at either end (smoothstep); clamped."""
    x = min(1.0, max(0.0, x))
    return x * x * (3.0 - 2.0 * x)


NOD_DOWN_S, NOD_UP_S = 0.22, 0.38
"""A listener's nod: down faster than up, over before the next word."""


def nodding(since_s: float) -> float:
    """0 upright to 1 bowed, so long after a nod began."""
    down = smooth(since_s / NOD_DOWN_S)
    return down - smooth((since_s - NOD_DOWN_S) / NOD_UP_S)


@dataclass(frozen=True, slots=True)
class Blink:
    """One blink, or two quick ones."""

    at_s: float
    double: bool


@lru_cache(maxsize=8)
def blinks(seed: int, cell: int) -> tuple[Blink, ...]:
    """The blinks of one cell of BLINK_CELL_S seconds, in order."""
    low, high = BLINK_GAP_S
    found: list[Blink] = []
    at_s, end_s = cell * BLINK_CELL_S, (cell + 1) * BLINK_CELL_S
    while at_s < end_s:
        number = cell * 128 + len(found)
        found.append(Blink(at_s, chance(seed, 1, number) < DOUBLE_BLINKS))
        gap_s = low + (high - low) * chance(seed, 2, number) ** BLINK_SKEW
        left_s = end_s - at_s
        if gap_s < left_s < gap_s + low:
            gap_s = left_s - low if left_s > 2 * low else left_s
        at_s += gap_s if left_s > high or gap_s < left_s else left_s
    return tuple(found)


def eyes_open(seed: int, time_s: float) -> float:
    """1 between blinks, 0 while shut."""
    cell = math.floor(time_s / BLINK_CELL_S)
    for blink in blinks(seed, cell):
        since_s = time_s - blink.at_s
        if -0.001 <= since_s < 1.0:
            again = _opening(since_s - DOUBLE_AFTER_S) if blink.double else 1.0
            return min(_opening(since_s), again)
    return 1.0


def _opening(since_s: float) -> float:
    if since_s < 0.0:
        return 1.0
    if since_s < CLOSING_S:
        return 1.0 - smooth(since_s / CLOSING_S)
    return smooth((since_s - CLOSING_S - SHUT_S) / OPENING_S)


@dataclass(frozen=True, slots=True)
class Glance:
    """Where the eyes rest for a moment."""

    at_s: float
    number: int


@lru_cache(maxsize=8)
def _glances(seed: int, cell: int) -> tuple[Glance, ...]:
    low, high = GLANCE_GAP_S
    found: list[Glance] = []
    at_s, end_s = cell * GLANCE_CELL_S, (cell + 1) * GLANCE_CELL_S
    while at_s < end_s:
        number = cell * 128 + len(found)
        found.append(Glance(at_s, number))
        at_s += low + (high - low) * chance(seed, 3, number)
    return tuple(found)


def glance(seed: int, time_s: float) -> Glance:
    """The glance that holds at this time."""
    cell = math.floor(time_s / GLANCE_CELL_S)
    held = _glances(seed, cell)[0]
    for later in _glances(seed, cell):
        if later.at_s > time_s:
            break
        held = later
    return held


def gaze(seed: int, time_s: float, contact: float, away: tuple[float, float]) -> tuple[float, float]:
    """Where the eyes look: (x, y), each -1 to 1, right and down positive.

    `contact` is the share of time they meet the resident's; `away` is where they go else (x is mirrored at random),
    with some scatter. Eyes that meet still move a hair: eyes that never do look like glass.
    """
    held = glance(seed, time_s)
    jitter_x = chance(seed, 4, held.number) - 0.5
    jitter_y = chance(seed, 5, held.number) - 0.5
    if chance(seed, 6, held.number) < contact:
        return jitter_x * 0.08, jitter_y * 0.06
    side = 1.0 if chance(seed, 7, held.number) < 0.5 else -1.0
    return side * away[0] + jitter_x * 0.3, away[1] + jitter_y * 0.2


def breath(time_s: float) -> float:
    """How full the chest is, 0 to 1: in faster than out."""
    phase = (time_s / BREATH_S) % 1.0
    if phase < INHALE:
        return smooth(phase / INHALE)
    return 1.0 - smooth((phase - INHALE) / (1.0 - INHALE))


@dataclass(slots=True)
class Ease:
    """A critically damped spring: reaches its goal without overshoot, the same at any frame rate."""

    value: float
    velocity: float = 0.0

    def step(self, goal: float, dt_s: float, time_s: float) -> float:
        """Move on by `dt_s`; about 90 % of the way is done after twice `time_s`. Exact for a goal that stands still."""
        if time_s <= 0.0:
            self.value, self.velocity = goal, 0.0
            return goal
        omega = 2.0 / time_s
        decay = math.exp(-omega * dt_s)
        off = self.value - goal
        push = self.velocity + omega * off
        self.value = goal + (off + push * dt_s) * decay
        self.velocity = (self.velocity - omega * push * dt_s) * decay
        return self.value

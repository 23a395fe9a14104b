"""What the face does: state, expression, speech, time and seed in; a pose of 35 numbers out. Pure, but for `Easing`."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from operator import attrgetter

from companion.face.motion import Ease, breath, eyes_open, gaze
from companion.face.mouth import REST, Lips
from companion.messages import Expression, FaceState


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """Everything the painter needs to know of the face, as numbers; 0 to 1 where nothing else is said."""

    lid_left: float = 1.0
    """Upper lid: 0 shut, 1 open. Left is the screen's left."""
    lid_right: float = 1.0
    under_left: float = 0.0
    """Lower lid: 1 raised to the middle of the eye."""
    under_right: float = 0.0
    lid_slant: float = 0.0
    """-1 to 1; positive: the outer ends of the upper lids hang, as in worry."""
    brow_left: float = 0.0
    """-1 low to 1 high."""
    brow_right: float = 0.0
    brow_slant: float = 0.0
    """-1 to 1; positive: the inner ends go up, as in worry."""
    brow_bend: float = 0.4
    pupil: float = 0.5
    gaze_x: float = 0.0
    """-1 left to 1 right."""
    gaze_y: float = 0.0
    """-1 up to 1 down."""
    smile: float = 0.4
    """-1 corners down to 1 corners up."""
    mouth_width: float = 0.74
    mouth_open: float = 0.0
    mouth_round: float = 0.0
    teeth: float = 0.0
    tongue: float = 0.0
    tilt: float = 0.0
    """Degrees, clockwise."""
    head_x: float = 0.0
    """Shift, in hundredths of the head's half width."""
    head_y: float = 0.0
    breath: float = 0.0
    blush: float = 0.4
    light: float = 1.0
    """How bright the face is lit."""
    warmth: float = 0.0
    """1: lit by amber only, as at night."""
    grey: float = 0.0
    """1: the screen tells that the device is dead."""
    halo: float = 0.0
    """The ring around the head that shows listening."""
    level: float = 0.0
    """How loud the resident is."""
    dots: float = 0.0
    """The three dots of thinking."""
    pulse: float = 0.0
    """How much the background swings between its two colours."""
    lift: float = 0.0
    """1: the head makes room for captions."""
    nod: float = 0.0
    """Degrees of bowing; moves the features down the head."""
    red: float = 23.0
    """Background, 0 to 255."""
    green: float = 67.0
    blue: float = 74.0


NAMES = tuple(field.name for field in fields(Pose))
_values = attrgetter(*NAMES)

_MOODS = {
    Expression.NEUTRAL: Pose(),
    Expression.HAPPY: Pose(smile=0.95, under_left=0.42, under_right=0.42, brow_left=0.3, brow_right=0.3, blush=0.9),
    Expression.CONCERNED: Pose(
        smile=-0.12, brow_slant=0.85, brow_left=0.12, brow_right=0.12, lid_slant=0.4, blush=0.25
    ),
}
"""What a mood does to the features; states add to it."""


_STATES: dict[FaceState, dict[str, float]] = {
    FaceState.LISTENING: {"tilt": 4.0, "pupil": 0.18, "halo": 1.0, "brow_left": 0.22, "brow_right": 0.22},
    FaceState.THINKING: {"tilt": -3.5, "dots": 1.0, "brow_left": 0.45, "smile": -0.3, "mouth_width": -0.18},
    FaceState.SPEAKING: {"pupil": 0.08},
    FaceState.ASLEEP: {"lid_left": -1.0, "lid_right": -1.0, "light": -0.62, "warmth": 0.75, "tilt": 3.0},
    FaceState.MUTED: {"lid_left": -0.45, "lid_right": -0.45, "light": -0.3, "smile": 0.05},
    FaceState.VISITOR: {"lid_left": -0.3, "lid_right": -0.3, "light": -0.2, "smile": 0.25, "tilt": 5.0},
    FaceState.ALERT: {
        "pulse": 1.0,
        "pupil": 0.1,
        "smile": -0.3,
        "brow_slant": 0.5,
        "brow_left": 0.2,
        "brow_right": 0.2,
    },
    FaceState.CANNOT_HEAR: {"tilt": 6.0, "smile": -0.55, "brow_slant": 0.7, "brow_left": 0.4, "brow_right": 0.1},
    FaceState.CANNOT_SPEAK: {
        "mouth_width": -0.32,
        "smile": -0.55,
        "brow_slant": 0.8,
        "brow_left": 0.2,
        "brow_right": 0.2,
    },
    FaceState.CANNOT_STORE: {"tilt": -5.0, "smile": -0.5, "brow_slant": 0.6, "lid_left": -0.16, "lid_right": -0.16},
    FaceState.TOO_LOUD: {"tilt": 5.0, "smile": -0.3, "brow_slant": 0.5, "lid_left": -0.2, "lid_right": -0.2},
    FaceState.CORE_GONE: {
        "lid_left": -1.0,
        "lid_right": -1.0,
        "smile": -0.55,
        "brow_slant": 0.3,
        "grey": 1.0,
        "light": -0.35,
        "blush": -0.4,
    },
}
"""What each state adds to the mood's features."""

_LOWEST = dict.fromkeys(("lid_slant", "brow_left", "brow_right", "brow_slant", "smile"), -1.0) | {"tilt": -10.0}
_HIGHEST = {"tilt": 10.0}


def _on(mood: Pose, state: FaceState) -> Pose:
    """The mood's features in this state, before anything moves."""
    added = {
        name: min(_HIGHEST.get(name, 1.0), max(_LOWEST.get(name, 0.0), getattr(mood, name) + more))
        for name, more in _STATES.get(state, {}).items()
    }
    return replace(mood, **added)


_STANCES = {(mood, state): _on(pose, state) for mood, pose in _MOODS.items() for state in FaceState}


_BACKGROUNDS = {
    FaceState.LISTENING: (14, 84, 72),
    FaceState.THINKING: (38, 60, 84),
    FaceState.SPEAKING: (24, 72, 74),
    FaceState.ASLEEP: (9, 6, 4),
    FaceState.MUTED: (34, 30, 52),
    FaceState.VISITOR: (56, 40, 66),
    FaceState.ALERT: (76, 38, 20),
    FaceState.CANNOT_HEAR: (74, 58, 26),
    FaceState.CANNOT_SPEAK: (74, 58, 26),
    FaceState.CANNOT_STORE: (74, 58, 26),
    FaceState.TOO_LOUD: (74, 58, 26),
    FaceState.CORE_GONE: (40, 42, 44),
}
_CALM = (20, 62, 68)

ALERT_PEAK = (134, 68, 36)
"""The alert swings up to this. Not a saturated red, and less than 10 % of full luminance above its dark end: by WCAG
2.3.1 it is no flash at all, whatever its pace."""
ALERT_HZ = 1.5
"""Inside IEC 60601-1-8's band for high priority (1.4 to 2.8 Hz) and below 2 Hz."""

_CONTACT = {
    FaceState.IDLE: 0.4,
    FaceState.LISTENING: 0.8,
    FaceState.THINKING: 0.1,
    FaceState.SPEAKING: 0.6,
    FaceState.ALERT: 0.9,
    FaceState.CANNOT_STORE: 0.5,
    FaceState.TOO_LOUD: 0.6,
    FaceState.MUTED: 0.15,
    FaceState.VISITOR: 0.15,
}
"""Share of the time the eyes meet the resident's."""
_ELSEWHERE = {
    FaceState.MUTED: (0.3, 0.7),
    FaceState.VISITOR: (-0.7, 0.1),
    FaceState.THINKING: (0.62, -0.62),
    FaceState.IDLE: (0.55, 0.12),
    FaceState.CANNOT_STORE: (0.5, 0.6),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """What the face is told at one moment."""

    state: FaceState = FaceState.IDLE
    expression: Expression = Expression.NEUTRAL
    lips: Lips = REST
    said: float = 0.0
    """How much of the mouth belongs to speech."""
    level: float = 0.0
    captioned: bool = False
    nod: float = 0.0
    """0 upright to 1 bowed."""


NOD_DEGREES = 7.0


def goal(doing: Doing, *, time_s: float, seed: int) -> Pose:
    """Where the face wants to be: slow things only, without blink, breath and lips."""
    pose = _STANCES[doing.expression, doing.state]
    look = gaze(seed, time_s, _CONTACT.get(doing.state, 0.7), _ELSEWHERE.get(doing.state, (0.4, 0.2)))
    red, green, blue = _BACKGROUNDS.get(doing.state, _CALM)
    level = doing.level if doing.state is FaceState.LISTENING else 0.0
    return replace(
        pose,
        gaze_x=look[0],
        gaze_y=look[1],
        red=red,
        green=green,
        blue=blue,
        level=level,
        lift=float(doing.captioned),
        head_x=look[0] * 2.5,
        head_y=look[1] * 1.5,
        nod=doing.said * doing.lips.open * 2.2 + doing.nod * NOD_DEGREES,
        tilt=pose.tilt + doing.said * 1.5,
    )


def alive(eased: Pose, doing: Doing, *, time_s: float, seed: int) -> Pose:
    """Lay what moves too fast to be eased over the eased pose: blink, lips, breath."""
    lids = eyes_open(seed, time_s)
    full = breath(time_s)
    swing = eased.pulse * (0.5 - 0.5 * math.cos(2.0 * math.pi * ALERT_HZ * time_s))
    lips, said = doing.lips, doing.said
    return replace(
        eased,
        lid_left=eased.lid_left * lids,
        lid_right=eased.lid_right * lids,
        mouth_width=eased.mouth_width + (lips.width - eased.mouth_width) * said,
        mouth_open=lips.open * said,
        mouth_round=lips.round * said,
        teeth=lips.teeth * said,
        tongue=lips.tongue * said,
        smile=eased.smile * (1.0 - 0.45 * said),
        breath=full,
        head_y=eased.head_y - 1.6 * full,
        red=eased.red + (ALERT_PEAK[0] - eased.red) * swing,
        green=eased.green + (ALERT_PEAK[1] - eased.green) * swing,
        blue=eased.blue + (ALERT_PEAK[2] - eased.blue) * swing,
    )


def pose_at(doing: Doing, *, time_s: float, seed: int) -> Pose:
    """The whole pose of a face that has long been doing this."""
    return alive(goal(doing, time_s=time_s, seed=seed), doing, time_s=time_s, seed=seed)


_TIMES_S = {
    "gaze_x": 0.05,
    "gaze_y": 0.05,
    "level": 0.16,
    "nod": 0.16,
    "tilt": 0.45,
    "head_x": 0.35,
    "head_y": 0.35,
    "lift": 0.45,
    "light": 0.7,
    "warmth": 0.7,
    "grey": 0.5,
    "blush": 0.6,
    "red": 0.4,
    "green": 0.4,
    "blue": 0.4,
    "pulse": 0.5,
    "halo": 0.2,
    "dots": 0.2,
}
"""How slowly each number follows; what is not named takes USUAL_S. Saccades are quick, light is slow."""
USUAL_S = 0.18


class Easing:
    """Carries a pose towards its goal, the same at any frame rate."""

    def __init__(self, start: Pose) -> None:
        self._springs = tuple(
            (Ease(value), _TIMES_S.get(name, USUAL_S)) for name, value in zip(NAMES, _values(start), strict=True)
        )

    def step(self, towards: Pose, dt_s: float) -> Pose:
        """The pose `dt_s` later."""
        moved = [
            spring.step(to, dt_s, time_s) for (spring, time_s), to in zip(self._springs, _values(towards), strict=True)
        ]
        return Pose(**dict(zip(NAMES, moved, strict=True)))

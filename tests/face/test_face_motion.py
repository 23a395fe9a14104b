"""Blinks, glances, breath and easing: the figures that make the face alive."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.face.motion import BLINK_CELL_S, Ease, blinks, breath, chance, eyes_open, gaze, glance


def many_blinks() -> list[tuple[float, bool]]:
    return [(blink.at_s, blink.double) for cell in range(150) for blink in blinks(11, cell)]


def test_blinks_come_every_1_to_8_seconds_and_mostly_soon() -> None:
    times = [at_s for at_s, _ in many_blinks()]
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert min(gaps) >= 1.0 - 1e-9
    assert max(gaps) <= 8.0 + 1e-9
    gaps.sort()
    assert gaps[len(gaps) // 2] < sum(gaps) / len(gaps)


def test_15_in_100_blinks_are_double() -> None:
    doubles = [double for _, double in many_blinks()]
    assert sum(doubles) / len(doubles) == pytest.approx(0.15, abs=0.02)


def test_a_blink_shuts_the_eyes_and_opens_them_again() -> None:
    blink = next(blink for blink in blinks(11, 3) if not blink.double)
    seen = [eyes_open(11, blink.at_s + i / 240) for i in range(120)]
    assert min(seen) == 0.0
    assert seen[-1] == 1.0


def test_a_double_blink_shuts_them_twice() -> None:
    blink = next(blink for cell in range(50) for blink in blinks(11, cell) if blink.double)
    shut = [eyes_open(11, blink.at_s + i / 240) < 0.05 for i in range(220)]
    assert sum(now and not before for before, now in zip([False, *shut], shut, strict=False)) == 2


def test_the_same_seed_and_time_give_the_same_face_and_another_seed_another() -> None:
    assert [eyes_open(5, i / 10) for i in range(900)] == [eyes_open(5, i / 10) for i in range(900)]
    assert [blink.at_s for blink in blinks(5, 0)] != [blink.at_s for blink in blinks(6, 0)]


def test_eyes_move_after_months_of_running_too() -> None:
    later = BLINK_CELL_S * 123_456
    assert min(eyes_open(5, later + i / 60) for i in range(60 * 20)) == 0.0


@pytest.mark.parametrize("contact", [0.1, 0.4, 0.8])
def test_eyes_meet_the_residents_for_the_given_share_of_time(contact: float) -> None:
    looks = [gaze(3, i * 0.1, contact, (0.6, -0.5)) for i in range(40_000)]
    met = sum(math.hypot(x, y) < 0.1 for x, y in looks) / len(looks)
    assert met == pytest.approx(contact, abs=0.04)


def test_a_glance_lasts_between_half_a_second_and_three() -> None:
    starts = sorted({glance(3, i * 0.05).at_s for i in range(6000)})
    lasting = [later - earlier for earlier, later in itertools.pairwise(starts)]
    assert max(lasting) <= 3.0
    # Where one cell of glances ends, the last may be cut short.
    assert sorted(lasting)[len(lasting) // 20] >= 0.5


@given(st.floats(0, 1e7))
def test_breath_stays_between_empty_and_full(time_s: float) -> None:
    assert 0.0 <= breath(time_s) <= 1.0


@given(st.integers(0, 2**63), st.integers(0, 99), st.integers(-(2**40), 2**40))
def test_chance_is_a_share(seed: int, kind: int, number: int) -> None:
    assert 0.0 <= chance(seed, kind, number) < 1.0


def test_easing_is_the_same_at_any_frame_rate_and_does_not_overshoot() -> None:
    ends = []
    for fps in (15, 30, 60, 144):
        ease = Ease(0.0)
        seen = [ease.step(1.0, 1 / fps, 0.3) for _ in range(fps)]
        assert max(seen) <= 1.0
        ends.append(seen[fps // 3 - 1])
    assert max(ends) - min(ends) < 0.001

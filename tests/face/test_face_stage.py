"""The stage: messages in, scenes out."""

from __future__ import annotations

from dataclasses import astuple, fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.face.mouth import Lips
from companion.face.pose import Doing, Pose, pose_at
from companion.face.stage import GONE, WAITING, WORDS, FaceStage
from companion.messages import (
    Button,
    Expression,
    FaceState,
    Heeds,
    MouthCue,
    MouthShape,
    Nod,
    ShowCaption,
    ShowLevel,
    ShowSpeech,
    ShowState,
    StopSpeech,
    Who,
)

SIGNED = {"lid_slant", "brow_left", "brow_right", "brow_slant", "smile", "gaze_x", "gaze_y"}
FREE = {"tilt", "head_x", "head_y", "nod", "red", "green", "blue"}


def settled(state: FaceState, expression: Expression = Expression.NEUTRAL) -> FaceStage:
    stage = FaceStage(seed=1)
    stage.show(ShowState(at_s=0.0, state=state, expression=expression))
    return stage


share = st.floats(0, 1)


@given(
    st.sampled_from([*FaceState]),
    st.sampled_from([*Expression]),
    st.builds(Lips, share, share, share, share, share),
    st.tuples(share, share),
    st.floats(0, 1e6),
)
def test_every_number_of_every_pose_is_in_its_range(
    state: FaceState, expression: Expression, lips: Lips, said_level: tuple[float, float], time_s: float
) -> None:
    doing = Doing(state=state, expression=expression, lips=lips, said=said_level[0], level=said_level[1])
    pose = pose_at(doing, time_s=time_s, seed=4)
    assert pose == pose_at(doing, time_s=time_s, seed=4)
    for name in {field.name for field in fields(Pose)} - FREE:
        assert (-1.0 if name in SIGNED else 0.0) <= getattr(pose, name) <= 1.0, name
    assert all(0 <= channel <= 255 for channel in (pose.red, pose.green, pose.blue))
    assert abs(pose.tilt) <= 12


def test_every_state_in_every_mood_is_another_pose() -> None:
    poses = {
        tuple(round(number, 3) for number in astuple(pose_at(Doing(state=state, expression=mood), time_s=30.0, seed=4)))
        for state in FaceState
        for mood in Expression
    }
    assert len(poses) == len(FaceState) * len(Expression)


def test_every_state_has_its_own_word() -> None:
    assert len({WORDS[state] for state in FaceState}) == len(FaceState)


@pytest.mark.parametrize("heeds", [*Heeds])
def test_while_it_waits_it_says_what_for(heeds: Heeds) -> None:
    stage = FaceStage(seed=1)
    stage.show(ShowState(at_s=0.0, state=FaceState.IDLE, heeds=heeds))
    assert stage.scene(1.0).word == WAITING.get(heeds, WORDS[FaceState.IDLE])
    stage.show(ShowState(at_s=2.0, state=FaceState.SPEAKING, heeds=heeds))
    assert stage.scene(3.0).word == WORDS[FaceState.SPEAKING]


def test_scenes_are_the_same_for_the_same_messages_and_times() -> None:
    def played() -> list[Pose]:
        stage = settled(FaceState.LISTENING)
        stage.show(ShowLevel(at_s=1.0, level=0.7))
        return [stage.scene(i / 30).pose for i in range(90)]

    assert played() == played()


def test_the_pose_moves_the_same_at_30_and_at_60_frames_a_second() -> None:
    ends = []
    for fps in (30, 60):
        stage = settled(FaceState.IDLE)
        stage.scene(0.0)
        stage.show(ShowState(at_s=0.0, state=FaceState.ASLEEP))
        for i in range(fps):
            last = stage.scene((i + 1) / fps)
        ends.append(last.pose.light)
    assert ends[0] == pytest.approx(ends[1], abs=1e-6)


def test_asleep_the_eyes_are_shut_and_the_light_is_low() -> None:
    stage = settled(FaceState.ASLEEP)
    poses = [stage.scene(i / 10).pose for i in range(100)]
    assert max(pose.lid_left for pose in poses) == 0.0
    assert poses[-1].light < 0.5


def test_the_listening_ring_follows_the_level_and_sinks_without_news() -> None:
    stage = settled(FaceState.LISTENING)
    stage.scene(0.0)
    stage.show(ShowLevel(at_s=0.0, level=0.9))
    loud = [stage.scene(i / 60).pose.level for i in range(1, 30)][-1]
    quiet = [stage.scene(0.5 + i / 60).pose.level for i in range(60)][-1]
    assert loud > 0.85
    assert quiet < 0.05


@pytest.mark.parametrize("state", [FaceState.SPEAKING, FaceState.ALERT, FaceState.CANNOT_STORE])
def test_the_mouth_speaks_in_whatever_state_the_device_is(state: FaceState) -> None:
    stage = settled(state)
    stage.show(ShowSpeech(at_s=1.0, cues=(MouthCue(start_s=0.0, shape=MouthShape.D),)))
    assert stage.scene(0.9).pose.mouth_open == 0.0
    assert stage.scene(1.1).pose.mouth_open == pytest.approx(1.0)
    stage.show(StopSpeech(at_s=1.2))
    assert stage.scene(1.3).pose.mouth_open == pytest.approx(0.0, abs=1e-9)


def test_it_nods_once_and_is_upright_again() -> None:
    stage = settled(FaceState.LISTENING)
    stage.show(Nod(at_s=1.0))
    bowed = {at: stage.scene(at / 100).pose.nod for at in range(0, 300, 2)}
    assert max(bowed[at] for at in range(0, 100, 2)) == 0.0
    assert 2.0 < max(bowed.values()) < 10.0
    assert 100 < max(bowed, key=lambda at: bowed[at]) < 160
    assert bowed[298] == pytest.approx(0.0, abs=0.05)


def test_only_the_alert_offers_acknowledge_and_help_is_always_there() -> None:
    for state in FaceState:
        buttons = settled(state).scene(0.0).buttons
        assert Button.HELP in buttons
        assert (Button.ACKNOWLEDGE in buttons) == (state is FaceState.ALERT)


def test_a_core_that_is_gone_takes_its_words_along_and_the_face_says_what_to_do() -> None:
    stage = settled(FaceState.SPEAKING)
    stage.show(ShowCaption(at_s=0.0, who=Who.RESIDENT, text="my secret"))
    stage.core_gone(1.0)
    scene = stage.scene(1.0)
    assert (scene.state, scene.word) == (FaceState.CORE_GONE, "Not working")
    assert " ".join(line.text for line in scene.captions) == GONE
    stage.show(ShowState(at_s=2.0, state=FaceState.IDLE))
    assert stage.scene(2.0).captions == ()


def test_before_the_core_comes_the_word_is_starting_and_after_it_the_states() -> None:
    stage = FaceStage(seed=1)
    stage.starting(0.0)
    assert stage.scene(0.0).word == "Starting"
    stage.show(ShowState(at_s=1.0, state=FaceState.IDLE))
    assert stage.scene(1.0).word == "I am here"


def test_a_clock_that_starts_again_does_not_freeze_the_face() -> None:
    stage = settled(FaceState.IDLE)
    stage.scene(50_000.0)
    stage.show(ShowState(at_s=0.0, state=FaceState.ASLEEP))
    for i in range(200):
        pose = stage.scene(i / 30).pose
    assert pose.light < 0.5


def test_no_words_in_the_repr_of_a_scene() -> None:
    stage = settled(FaceState.IDLE)
    stage.show(ShowCaption(at_s=0.0, who=Who.RESIDENT, text="my secret"))
    scene = stage.scene(0.1)
    assert scene.captions
    assert "secret" not in repr(scene)

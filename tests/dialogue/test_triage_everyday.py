"""Complaints of every day, told in ordinary words, call nobody; what is grave in them still does."""

from __future__ import annotations

import pytest

from companion.dialogue.triage import Triage
from companion.dialogue.triage.everyday import everyday
from companion.messages import TriageLevel

PLACES = """knee knees back hip leg legs foot feet toe ankle shoulder hand wrist elbow finger neck tooth ear eye head
tummy""".split()
COMPLAINTS = (
    "i have a little pain in my {}",
    "well i have a bit of pain in my {}",
    "i have some pain in my {} this morning",
    "it hurts in my {}",
    "my {} hurts a little",
    "there is a pain in my {}",
    "i have a sore {} today",
    "my {} is stiff again this morning",
)
NIGHTS = (
    "i was up twice in the night",
    "i slept badly and woke three times",
    "i was awake half the night",
    "i have a sore throat",
)


@pytest.fixture(scope="module")
def triage() -> Triage:
    return Triage()


@pytest.mark.parametrize("place", PLACES)
def test_a_little_pain_somewhere_ordinary_calls_nobody(triage: Triage, place: str) -> None:
    for complaint in COMPLAINTS:
        said = complaint.format(place)
        assert triage.judge(said, health_context=True).level < TriageLevel.URGENT, said


@pytest.mark.parametrize("said", NIGHTS)
def test_a_night_as_nights_are_calls_nobody(triage: Triage, said: str) -> None:
    assert triage.judge(said, health_context=True).level < TriageLevel.URGENT


@pytest.mark.parametrize(
    "said",
    [
        "i have a pain in my chest",
        "i have a pain in my arm and my jaw",
        "my knee hurts because i fell in the night",
        "i am in pain and i do not want to live",
        "i am so tired of it all",
        "my head hurts and i cannot move my left arm",
        "my neck hurts where he grabbed me",
        "i have taken too many tablets for the pain in my back",
    ],
)
def test_what_is_grave_in_a_complaint_still_calls(triage: Triage, said: str) -> None:
    assert not everyday(said.split())
    assert triage.judge(said, health_context=True).level >= TriageLevel.URGENT, said


@pytest.mark.parametrize("said", ["i am fine", "yes please", "", "i would like some tea"])
def test_what_is_no_complaint_is_not_its_business(said: str) -> None:
    assert not everyday(said.split())

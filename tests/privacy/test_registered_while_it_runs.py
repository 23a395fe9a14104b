"""Who gets a key while the device talks is asked about by name, and reads once the resident has agreed (P7)."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest
from log_kit import People

from companion.app import make_dialogue
from companion.device_log import open_log
from companion.errors import KeyRefused
from companion.memory import NoMemory
from companion.messages import AudioFrame, HearingEvent, Kept
from companion.path import Stages, TurnPath
from companion.session import Session
from companion.settings import ConsentSettings, Settings
from companion.supervise import NoHeartbeat
from companion.tts.voice import Voice
from doubles import (
    ListFace,
    ListNurseCall,
    ListObserver,
    ListSpeaker,
    ScriptedButtons,
    ScriptedEar,
    ScriptedEmotion,
    ScriptedMicrophone,
    TestClock,
    ToneSynthesiser,
    utterance,
)
from privacy.keys import PrivateKey, register
from privacy.reader import OpenedRecord, read_log

FRAME_S = 0.032


class Day(ScriptedEar):
    """Words at some frames, and deeds of somebody with a keyboard at others."""

    def __init__(self, words: dict[float, str], deeds: dict[float, Callable[[], object]]) -> None:
        said = {
            round(at_s / FRAME_S): (utterance(text, started_s=at_s - 2, ended_s=at_s - 0.5),)
            for at_s, text in words.items()
        }
        super().__init__({**said})
        self._deeds = {round(at_s / FRAME_S): deed for at_s, deed in deeds.items()}

    def hear(self, frame: AudioFrame) -> tuple[HearingEvent, ...]:
        if deed := self._deeds.get(self.frames):
            deed()
        return super().hear(frame)


def talk(state: Path, ear: Day, seconds: float) -> list[str]:
    """What the device says."""
    settings = Settings(state_dir=state, consent=ConsentSettings(diary=True, initiative=True))
    clock, synthesiser, face = TestClock(), ToneSynthesiser(), ListFace()
    agreed = Kept(consents={"share": True})  # by voice, before anybody had a key
    with contextlib.closing(open_log(settings)) as log:
        stages = Stages(
            clock=clock,
            microphone=ScriptedMicrophone(clock, "r" * round(seconds / FRAME_S), RuntimeError),
            buttons=ScriptedButtons(),
            ear=ear,
            emotion=ScriptedEmotion(),
            dialogue=make_dialogue(settings, clock, None, kept=agreed),
            nurse_call=ListNurseCall([]),
            voice=Voice(synthesiser, ListSpeaker(clock), face, clock),
            face=face,
            log=log,
            memory=NoMemory(),
        )
        Session(TurnPath(stages, settings=settings, observer=ListObserver()), stages, heartbeat=NoHeartbeat()).run()
    return synthesiser.spoken


def opened(state: Path, key: PrivateKey) -> list[OpenedRecord]:
    return read_log(state / "log.db", key)


def test_who_is_registered_while_it_runs_is_asked_about_and_then_reads(tmp_path: Path, people: People) -> None:
    rose, edith = people.caregiver, people.resident
    register(tmp_path / "recipients", edith.recipient)
    ear = Day(
        {15.0: "goodbye", 40.0: "yes they may", 60.0: "who can read this", 80.0: "morning check in", 100.0: "yes"}
        | {120.0: "not so well", 130.0: "i had a bad night", 140.0: "no"},
        {20.0: lambda: register(tmp_path / "recipients", rose.recipient)},
    )
    spoken = " | ".join(talk(tmp_path, ear, 200.0))
    assert "Rose has been added as a helper. May Rose see your answers" in spoken
    assert "Rose can see your answers and calls for help." in spoken
    assert "key is registered" not in spoken
    seen = opened(tmp_path, rose)
    consents = [one.body for one in seen if one.kind == "consent"]
    assert [(one["purpose"], one["person"], one["given"]) for one in consents] == [("share_with", "Rose", True)]
    assert "measure" in {one.kind for one in seen if one.scope == "summary"}


def test_before_the_resident_has_agreed_the_new_key_opens_calls_for_help_alone(tmp_path: Path, people: People) -> None:
    register(tmp_path / "recipients", people.resident.recipient)
    ear = Day(
        {10.0: "who can read this", 30.0: "morning check in", 50.0: "yes", 70.0: "not so well", 90.0: "no"}
        | {110.0: "who can read this"},
        {20.0: lambda: register(tmp_path / "recipients", people.caregiver.recipient)},
    )
    spoken = " | ".join(talk(tmp_path, ear, 130.0))
    assert "Nobody can read what I keep" in spoken
    assert "Rose can see calls for help" in spoken
    with pytest.raises(KeyRefused):
        opened(tmp_path, people.caregiver)  # nobody has called for help, so nothing is sealed to her yet

"""P5, P6: a full disk under the whole path of a turn: help is called, the face says it, doctor says it, it heals."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pytest
from crash_kit import Home, filled, small_disk, spoken
from log_kit import MORNING, People

from companion.cli import main
from companion.errors import MicrophoneLost
from companion.memory import NoMemory
from companion.messages import (
    Alert,
    AudioFrame,
    FaceState,
    Forget,
    Heard,
    HearingEvent,
    Outcome,
    Prompt,
    Reply,
    Scope,
    SessionStarted,
    TriageLevel,
)
from companion.notes import Notes
from companion.path import Stages, TurnPath
from companion.ports import SealedLog
from companion.session import CANNOT_STORE, Session
from companion.settings import Settings
from companion.tts.voice import Voice
from device.presence import Presence
from doubles import (
    CountingHeartbeat,
    ListFace,
    ListNurseCall,
    ListObserver,
    ListSpeaker,
    ScriptedButtons,
    ScriptedDialogue,
    ScriptedEar,
    ScriptedEmotion,
    ScriptedMicrophone,
    TestClock,
    ToneSynthesiser,
    utterance,
)

FALL = Alert(identifier="a1", level=TriageLevel.EMERGENCY, category="fall", at_s=0.0)
CALLING = Reply(
    say=(Prompt(text="Help is on its way."),),
    alerts=(FALL,),
    records=(spoken(1), spoken(2, Scope.SAFETY)),
    outcome=Outcome.RED_FLAG,
    interrupts=True,
)
ANSWERING = Reply(say=(Prompt(text="I see."),), records=(spoken(4),), outcome=Outcome.ANSWERED)
TALKING = Reply(say=(Prompt(text="Good."),), records=(spoken(3),), outcome=Outcome.ANSWERED)


@dataclass
class Moments(ScriptedMicrophone):
    """A microphone in a room where things happen, each at the frame of its number."""

    happens: Mapping[int, Callable[[], object]] = field(default_factory=dict)
    frames: int = 0

    def read(self) -> AudioFrame | None:
        self.frames += 1
        self.happens.get(self.frames, lambda: None)()
        return super().read()


@dataclass
class Bedside:
    """A session with a real log, and everything else scripted."""

    log: SealedLog
    heard: dict[int, Reply]
    frames: int = 200
    happens: Mapping[int, Callable[[], object]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clock, self.face, self.events = TestClock(), ListFace(), list[str]()
        self.synthesiser = ToneSynthesiser()

    def run(self) -> None:
        events: dict[int, Sequence[HearingEvent]] = {}
        for at in self.heard:
            events[at] = (utterance("help i have fallen", started_s=at * 0.032 - 1, ended_s=at * 0.032),)
        replies = iter(self.heard.values())
        dialogue = ScriptedDialogue({SessionStarted: Reply(say=(Prompt(text="Good morning."),))})
        scripted = dialogue.handle

        def handle(event: object) -> Reply:
            return next(replies) if isinstance(event, Heard) else scripted(event)  # type: ignore[arg-type]

        dialogue.handle = handle  # type: ignore[method-assign]
        lost = MicrophoneLost("Gone.")
        stages = Stages(
            clock=self.clock,
            microphone=Moments(self.clock, "r" * self.frames, lambda: lost, happens=self.happens),
            buttons=ScriptedButtons(),
            ear=ScriptedEar(events),
            emotion=ScriptedEmotion(),
            dialogue=dialogue,
            nurse_call=ListNurseCall(self.events),
            voice=Voice(self.synthesiser, ListSpeaker(self.clock), self.face, self.clock),
            face=self.face,
            log=self.log,
            memory=NoMemory(),
        )
        Session(
            TurnPath(stages, settings=Settings(), observer=ListObserver()), stages, heartbeat=CountingHeartbeat()
        ).run()


@pytest.fixture
def home(tmp_path: Path, people: People) -> Iterator[Home]:
    """A device with a small disk of its own, and a turn on it already."""
    with small_disk(tmp_path / "disk") as disk:
        made = Home(disk / "state", people)
        yield made
        made.stop()


def room_taken(home: Home, stack: ExitStack) -> None:
    """Everything that is left, until the stack is closed."""
    stack.enter_context(filled(home.folder.parent))


def test_p6_a_call_for_help_goes_out_on_a_full_disk_and_both_are_told(home: Home) -> None:
    with ExitStack() as full:
        room_taken(home, full)
        bedside = Bedside(home.start(), {40: TALKING, 120: CALLING})
        bedside.run()
        assert "call fall" in bedside.events
        assert bedside.synthesiser.spoken.count("Good.") == 1, "the conversation goes on"
        assert bedside.synthesiser.spoken.count(CANNOT_STORE.text) == 1
        assert FaceState.CANNOT_STORE in bedside.face.states
        home.assert_nothing_in_clear()


def test_p5_when_there_is_room_again_everything_is_kept_and_the_face_is_well(home: Home) -> None:
    keeper = home.start()
    with ExitStack() as full:
        room_taken(home, full)
        happens: dict[int, Callable[[], object]] = {
            100: lambda: setattr(home.uptime, "seconds", 1000.0),
            90: full.close,
        }
        bedside = Bedside(keeper, {40: TALKING, 160: ANSWERING}, frames=400, happens=happens)
        bedside.run()
    assert FaceState.CANNOT_STORE in bedside.face.states
    assert bedside.face.states[-1] is not FaceState.CANNOT_STORE
    keeper.close()
    assert home.numbers() == [3, 4]
    assert home.verified().ok
    home.assert_nothing_in_clear()


@pytest.mark.parametrize(
    "started",
    [
        "before",
        "then",
    ],
)
def test_p9_the_face_is_well_again_although_nobody_speaks(home: Home, started: str) -> None:
    log = home.start() if started == "before" else None
    with ExitStack() as full:
        room_taken(home, full)
        log = log or home.start()
        happens = {frame: lambda: setattr(home.uptime, "seconds", home.uptime.seconds + 6) for frame in range(91, 600)}
        bedside = Bedside(log, {40: TALKING}, frames=600, happens={90: full.close, **happens})
        bedside.run()
    assert FaceState.CANNOT_STORE in bedside.face.states
    log.close()
    assert home.numbers() == [3]
    assert bedside.face.states[-1] is not FaceState.CANNOT_STORE


def checks(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, str]]:
    """What doctor printed, by name."""
    return {row["name"]: row for row in json.loads(capsys.readouterr().out)["checks"]}


def test_doctor_says_that_the_log_cannot_be_written(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text(f'state_dir = "{home.folder}"\n', encoding="utf-8")
    everything = Presence(microphone="USB microphone", speaker="USB speaker", screen="HDMI-A-1")
    monkeypatch.setattr("device.probe", lambda: everything)
    keeper = home.start()
    assert home.turn(keeper, 1)
    keeper.close()
    with ExitStack() as full:
        room_taken(home, full)
        assert main(["doctor", "--settings", str(settings), "--json"]) == 1
    told = checks(capsys)
    assert told["log writing"]["status"] == "fail"
    assert str(home.place.path) in told["log writing"]["found"]
    assert told["disk"]["status"] != "ok"
    assert told["log"]["status"] == "ok", "what was kept is whole"
    main(["doctor", "--settings", str(settings), "--json"])
    assert checks(capsys)["log writing"]["status"] == "ok"


def test_a_full_disk_at_the_start_is_called_full(home: Home) -> None:
    home.start().close()
    with ExitStack() as full:
        room_taken(home, full)
        assert "no room left" in home.start().why


class Now(TestClock):
    """The clock of a session, at the home's time of day."""

    def wall(self) -> datetime:
        return MORNING


def test_p4_what_was_said_while_the_disk_failed_can_be_forgotten_too(home: Home) -> None:
    keeper = home.start()
    assert home.turn(keeper, 1)
    notes = Notes(keeper, Now())
    with ExitStack() as full:
        room_taken(home, full)
        number = 10
        while not notes.failing:
            number += 1
            notes.seal((spoken(number),))
            notes.flush()
        heard = replace(spoken(999), body={**spoken(999).body, "confidence": 0.9})
        notes.seal((heard,))
        notes.forget(Forget.LAST_TURN)
    assert home.recovers(keeper)
    keeper.close()
    assert 999 not in home.numbers()

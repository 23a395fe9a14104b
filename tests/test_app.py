"""The composition root: what was opened is closed, in reverse, whatever happens."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion.app import Board, Storage, Watchers, conversation
from companion.errors import LogError, ModelError, StageDied
from companion.settings import Settings
from companion.supervise import NoHeartbeat, stage
from doubles import (
    ListFace,
    ListLog,
    ListNurseCall,
    ListObserver,
    ListSpeaker,
    ScriptedButtons,
    ScriptedMicrophone,
    TestClock,
)


class Parts:
    """Everything a conversation is given."""

    def __init__(self) -> None:
        clock = TestClock()
        self.microphone = ScriptedMicrophone(clock, "", RuntimeError)
        self.speaker = ListSpeaker(clock)
        self.face = ListFace()
        self.log = ListLog([])
        self.board = Board(
            clock=clock,
            microphone=self.microphone,
            speaker=self.speaker,
            buttons=ScriptedButtons(),
            nurse_call=ListNurseCall([]),
        )
        self.watchers = Watchers(observer=ListObserver(), heartbeat=NoHeartbeat())

    @property
    def closed(self) -> list[int]:
        return [self.microphone.closed, self.speaker.closed, self.face.closed, self.log.closed]


def converse(parts: Parts, settings: Settings, error: Exception | None = None) -> None:
    with (
        conversation(settings, parts.board, face=parts.face, storage=Storage(log=parts.log), watchers=parts.watchers),
        stage("asr"),
    ):
        if error is not None:
            raise error


def test_everything_is_closed_once_at_the_end(tmp_path: Path) -> None:
    parts = Parts()
    converse(parts, Settings(state_dir=tmp_path))
    assert parts.closed == [1, 1, 1, 1]


def test_everything_is_closed_when_a_stage_cannot_start(tmp_path: Path) -> None:
    parts = Parts()
    with pytest.raises(ModelError):
        converse(parts, Settings.model_validate({"state_dir": tmp_path, "asr": {"engine": "vosk"}}))
    assert parts.closed == [1, 1, 1, 1]


def full_disk() -> None:
    raise LogError("The disk is full.")


def test_a_record_that_could_not_be_written_is_told_at_the_end(tmp_path: Path) -> None:
    parts = Parts()
    parts.log.close = full_disk  # type: ignore[method-assign]
    with pytest.raises(LogError, match="disk is full"):
        converse(parts, Settings(state_dir=tmp_path))
    assert parts.closed[:3] == [1, 1, 1]


def test_trouble_with_closing_does_not_hide_which_stage_died(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    parts = Parts()
    parts.log.close = full_disk  # type: ignore[method-assign]
    with pytest.raises(StageDied, match="asr stage"):
        converse(parts, Settings(state_dir=tmp_path), RuntimeError("a defect"))
    assert "The disk is full." in caplog.messages
    assert parts.closed[:3] == [1, 1, 1]

"""Whether words alone tell that they are meant for the device: what the television is told from a request by."""

from __future__ import annotations

import numpy as np
import pytest
from dialogue.talking import Talk

from companion.messages import Transcript, Utterance


def understands(talk: Talk, text: str) -> bool:
    heard = Transcript(text=text, confidence=0.7, engine="test")
    return talk.manager.understands(
        Utterance(transcript=heard, started_s=0.0, ended_s=1.0, decided_s=1.1, samples=np.zeros(0, np.int16))
    )


def test_in_open_talk_only_requests_are_understood() -> None:
    talk = Talk()
    talk.start()
    assert understands(talk, "what time is it")
    assert understands(talk, "stop")
    assert not understands(talk, "and now the weather for the weekend")
    assert not understands(talk, "he went down to the river with his brother")
    assert not understands(talk, "")


def test_while_something_is_asked_its_answers_are_understood_too() -> None:
    talk = Talk("morning")
    talk.start()
    assert understands(talk, "what time is it")
    assert not understands(talk, "and now the weather for the weekend")


@pytest.mark.parametrize("text", ["yes", "no i am fine"])
def test_in_a_crisis_a_yes_and_a_no_are_understood(text: str) -> None:
    talk = Talk()
    talk.start()
    talk.press_help()
    assert understands(talk, text)


def test_it_changes_nothing() -> None:
    talk, other = Talk("morning"), Talk("morning")
    talk.start()
    other.start()
    for text in ("yes", "what time is it", "let's do the breathing exercise"):
        understands(talk, text)
    assert talk.say("yes").say == other.say("yes").say

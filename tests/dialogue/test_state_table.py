"""Every state times every event: all defined, all able to end, and a red flag always one step from the protocol."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from dialogue.talking import RED_FLAGS, SCRIPTS, Talk, asking_states, ways_to_states, words

from companion.messages import Outcome, Reply

WALKED = ("morning", "evening", "talk")
"""Scripts that are walked through from their start; test_model.py looks at every state of every script."""
WAYS = {script: ways_to_states(script) for script in WALKED}
PLACES = [(script, state) for script, ways in WAYS.items() for state in ways if not state.startswith("crisis/")]
CRISES = {
    "crisis/asking": ("my chest is very tight",),
    "crisis/called": ("i have fallen and i am on the floor",),
    "crisis/called, all asked": ("i have fallen and i am on the floor", "yes", "no", "yes"),
    "crisis/seen": ("i have fallen and i am on the floor", "(ack)"),
    "talk/offer": ("i have fallen and i am on the floor", "(ack)", "thank you"),
    "talk/listen": ("my son hits me",),
    "talk/asleep": ("good night",),
    "after stop": ("stop",),
    "urgent": ("i fell over last night",),
    "button": ("(help)",),
}


def talk_at(script: str, *lines: str) -> Talk:
    talk = Talk(script)
    talk.start()
    talk.follow(*lines)
    return talk


@pytest.fixture(params=[*PLACES, *(("morning", name) for name in CRISES)], ids=lambda place: f"{place[0]} {place[1]}")
def somewhere(request: pytest.FixtureRequest) -> Callable[[], Talk]:
    """Opens a talk that stands in one of all states."""
    script, state = request.param
    lines = CRISES[state] if state in CRISES and script == "morning" else WAYS[script][state]
    return lambda: talk_at(script, *lines)


@pytest.mark.parametrize("script", WALKED)
def test_every_asking_state_can_be_reached(script: str) -> None:
    assert asking_states(SCRIPTS[script]) <= set(WAYS[script])


UTTERANCES = (
    "yes", "no", "i am not sure", "blue elephants are dancing", "", "seven", "moderate", "i took them", "in my knee",
    "i am lonely", "i am a bit dizzy", "help", "stop", "wait", "say that again", "what time is it", "what day is it",
    "who are you", "good night", "slower please", "louder please", "softer please", "forget that",
    "do not write this down", "thank you", "goodbye", "good morning",
)  # fmt: skip


def test_every_event_is_defined(somewhere: Callable[[], Talk]) -> None:
    for line in UTTERANCES:
        check(somewhere().say(line), must_speak=True)
    check(somewhere().silence())
    check(somewhere().press_help(), must_speak=True)
    check(somewhere().acknowledge())
    talk = somewhere()
    for reply in talk.wait(200):
        check(reply)


def check(reply: Reply, *, must_speak: bool = False) -> None:
    assert "/" in reply.state
    assert bool(words(reply)) or not must_speak
    assert all(prompt.text.strip() and "{" not in prompt.text for prompt in reply.say)
    assert reply.outcome is not Outcome.NOTHING or not reply.say


def test_p6_red_flag_reaches_the_protocol_in_one_step(somewhere: Callable[[], Talk]) -> None:
    for flag in RED_FLAGS:
        reply = somewhere().say(flag)
        assert reply.state.startswith("crisis/"), flag
        assert reply.interrupts, flag


def test_p6_red_flag_in_another_hypothesis_counts(somewhere: Callable[[], Talk]) -> None:
    reply = somewhere().say("i have fallen in love", "i have fallen and i am on the floor")
    assert reply.state.startswith("crisis/")


def test_p6_red_flag_counts_over_the_devices_own_speech(somewhere: Callable[[], Talk]) -> None:
    talk = somewhere()
    before = len(talk.alerts)
    reply = talk.say("i am choking", over_speech=True)
    assert reply.state.startswith("crisis/")
    assert len(talk.alerts) > before


def test_p6_the_help_button_calls_at_once(somewhere: Callable[[], Talk]) -> None:
    reply = somewhere().press_help()
    assert reply.alerts
    assert reply.interrupts
    assert reply.state == "crisis/called"


def test_over_its_own_speech_nothing_else_counts(somewhere: Callable[[], Talk]) -> None:
    talk = somewhere()
    before = len(talk.records)
    assert talk.say("yes", over_speech=True).outcome is Outcome.NOTHING
    assert talk.say("blue elephants", over_speech=True).say == ()
    assert len(talk.records) == before


def test_every_path_ends_in_silence(somewhere: Callable[[], Talk]) -> None:
    talk = somewhere()
    state = ""
    for _ in range(12):
        talk.silence()
        talk.acknowledge()
        state = (talk.wait(130) and talk.replies[-1].state) or talk.replies[-1].state
    assert state in {"talk/quiet", "talk/asleep"}


@pytest.mark.parametrize("line", ["yes", "no", "i am not sure", "blue elephants", "i do not know what to say"])
@pytest.mark.parametrize("script", ["morning", "evening"])
def test_every_script_ends_whatever_is_answered_again_and_again(script: str, line: str) -> None:
    talk = Talk(script)
    state = talk.start().state
    for _ in range(40):
        if not state.startswith(f"{script}/"):
            break
        state = talk.say(line).state
    assert state.split("/")[0] in {"talk", "crisis"}

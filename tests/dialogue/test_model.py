"""Model checking over every built-in script: the full table of state times event, and every way to an end.

A talk is put into each asking state as if a restart had broken it off there, and each kind of event happens to it.
"""

from __future__ import annotations

import pytest
from dialogue.talking import FLAGS, RED_FLAGS, SCRIPTS, Talk, words

from companion.dialogue.script import Script, ends
from companion.messages import AnswerKind, Outcome, Reply, TriageLevel

STATES = [
    (script.id, name)
    for script in SCRIPTS.values()
    for name, state in script.states.items()
    if state.asks and not state.rest and script.id != "talk"
]
IDS = [f"{script}/{state}" for script, state in STATES]
ANYTHING = (
    "yes", "no", "i am not sure", "blue elephants are dancing", "seven", "half past eight", "i took them",
    "last tuesday", "help", "stop", "wait", "say that again", "what time is it", "who are you", "good night",
    "slower please", "louder", "forget that", "do not write this down", "thank you", "goodbye", "good morning",
)  # fmt: skip
LONGEST_TALK = 120
"""Turns; the longest instrument has fifteen questions, each asked up to four times."""


def answers(script: str, state: str) -> list[str]:
    """Every answer that the question has a name for, and every kind of event with words."""
    expect = SCRIPTS[script].states[state].expect
    numbers = [] if expect.low is None or expect.high is None else [f"{int(expect.low)}", f"{int(expect.high)}"]
    return [*(name.replace("_", " ") for name in expect.options), *numbers, *ANYTHING]


@pytest.mark.parametrize(("script", "state"), STATES, ids=IDS)
def test_every_event_is_defined_in_every_state(script: str, state: str) -> None:
    for line in answers(script, state):
        talk = Talk.standing(script, state)
        assert talk.replies[-1].state == f"{script}/{state}"
        check(talk.say(line), spoken=True)
    for happen in (Talk.silence, Talk.press_help, Talk.acknowledge):
        check(happen(Talk.standing(script, state)))
    for button in SCRIPTS[script].states[state].expect.options or ("yes", "no"):
        check(Talk.standing(script, state).touch(button), spoken=True)
    for reply in Talk.standing(script, state).wait(30):
        check(reply)


def check(reply: Reply, *, spoken: bool = False) -> None:
    assert "/" in reply.state
    assert bool(words(reply)) or not spoken
    assert all(prompt.text.strip() and "{" not in prompt.text for prompt in reply.say)
    assert reply.outcome is not Outcome.NOTHING or not reply.say


@pytest.mark.parametrize(("script", "state"), STATES, ids=IDS)
def test_p6_in_every_state_a_red_flag_reaches_the_protocol_in_one_step(script: str, state: str) -> None:
    for flag in RED_FLAGS:
        if FLAGS[flag] == (TriageLevel.URGENT, SCRIPTS[script].states[state].asks_about):
            continue  # the question is about just that: an answer, unless it is an emergency
        reply = Talk.standing(script, state).say(flag)
        assert reply.state.startswith("crisis/"), flag
        assert reply.interrupts, flag
    other = Talk.standing(script, state).say("i have fallen in love", "i have fallen and i am on the floor")
    assert other.state.startswith("crisis/")
    assert Talk.standing(script, state).say("i am choking", over_speech=True).alerts


@pytest.mark.parametrize(("script", "state"), STATES, ids=IDS)
def test_a_restart_in_any_state_offers_to_go_on(script: str, state: str) -> None:
    talk = Talk.standing(script, state)
    back = talk.restart(60)
    assert back.state == "talk/offer"
    assert talk.say("no").state == "talk/quiet"


PERSISTENT = ("", "blue elephants are dancing", "i do not know", "yes", "no", "never", "a lot", "seven", "what", "skip")


@pytest.mark.parametrize("line", PERSISTENT, ids=lambda line: line or "silence")
@pytest.mark.parametrize("script", [name for name in SCRIPTS if name != "talk"])
def test_every_script_ends_whatever_is_said_again_and_again(script: str, line: str) -> None:
    talk = Talk(script)
    reply = talk.start()
    for _ in range(LONGEST_TALK):
        if reply.state.split("/")[0] in {"talk", "crisis"} or (reply.expect is None and not reply.say):
            break
        reply = talk.follow(line)
        if line == "what" and len(talk.replies) > 5:
            return  # who asks to hear it again for ever is told it again for ever: that is no trap
    assert reply.state.split("/")[0] in {"talk", "crisis"}


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=lambda script: script.id)
def test_every_state_has_a_way_to_an_end(script: Script) -> None:
    """Counted back from the ends, every state is met: no part of a script is without a way out."""
    found = {name for name, state in script.states.items() if ends(state)}
    while more := {name for name, state in script.states.items() if name not in found and found & set(state.targets)}:
        found |= more
    assert found == set(script.states)


@pytest.mark.parametrize(("script", "state"), STATES, ids=IDS)
def test_every_question_has_words_for_silence_misunderstanding_and_doubt(script: str, state: str) -> None:
    here = SCRIPTS[script].states[state]
    assert here.no_input
    assert here.expect.kind is AnswerKind.FREE or (here.no_match and here.unsure)

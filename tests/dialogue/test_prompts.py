"""What becomes of a line on its way to the voice: its marks, how urgent it is, whether it is shown."""

from __future__ import annotations

import pytest
from dialogue.scripting import script
from dialogue.talking import RED_FLAGS, Talk, words
from dialogue.test_running_scripts import talk

from companion.messages import Reply, Urgency

BREATHE = """
start: ask
states:
  ask:
    say: 'Breathe in. <break time="2s"/> And out. Was that good, <sub alias="Neeve">{name}</sub>?'
    expect: {kind: yes_no}
    no_input: ["Still there?"]
    no_match: ["Good, yes or no?"]
    unsure: ["Was it good?"]
    next: bye
  bye: {say: "Very well.", end: true}
"""


def urgencies(reply: Reply) -> set[Urgency]:
    return {prompt.urgency for prompt in reply.say}


def test_marks_reach_the_voice_and_nobody_else() -> None:
    made = talk(script(BREATHE))
    (prompt,) = (one for one in made.replies[-1].say if "Breathe" in one.text)
    assert prompt.text == "Breathe in. And out. Was that good, Margaret?"
    assert prompt.marked == 'Breathe in. <break time="2s"/> And out. Was that good, <sub alias="Neeve">Margaret</sub>?'
    assert not any("<" in str(record.body) for record in made.records)
    assert any("Breathe in. And out." in str(record.body) for record in made.records)


def test_a_line_without_marks_has_none() -> None:
    made = talk(script(BREATHE))
    assert [prompt.marked for prompt in made.say("yes").say if "Very well" in prompt.text] == [""]


def test_a_name_cannot_bring_marks_along() -> None:
    made = talk(script(BREATHE), name='Mar<break time="3s"/>garet')
    (prompt,) = (one for one in made.replies[-1].say if "Breathe" in one.text)
    assert prompt.marked.count("<break") == 1


@pytest.mark.parametrize("flag", RED_FLAGS[:1])
def test_help_goes_before_all_and_stop_before_the_rest(flag: str) -> None:
    assert urgencies(talk(script(BREATHE)).say(flag)) == {Urgency.ALERT}
    assert urgencies(talk(script(BREATHE)).say("stop")) == {Urgency.STOP}


def test_an_answer_to_a_question_is_a_reply_and_small_talk_is_chat() -> None:
    made = talk(script(BREATHE))
    assert urgencies(made.replies[-1]) == {Urgency.REPLY}
    made.say("yes")
    small = made.say("i had toast for breakfast")
    assert small.state.startswith("talk/")
    assert urgencies(small) == {Urgency.CHAT}


def test_what_it_says_by_itself_is_a_reminder() -> None:
    made = talk(script(BREATHE.replace("next: bye", "next: later").replace("bye: {say", "later: {snooze_min: 1, say")))
    made.say("yes")
    begun = [reply for reply in made.wait(180) if reply.say]
    assert begun
    assert urgencies(begun[0]) == {Urgency.REMINDER}


def test_the_digits_of_the_hearing_test_are_heard_and_not_shown() -> None:
    made = Talk()
    made.start()
    reply = made.say("hearing test")
    shown = {prompt.text: prompt.shown for prompt in reply.say}
    assert [text for text, seen in shown.items() if not seen] == [reply.say[-1].text]
    assert len(reply.say[-1].text.split()) == 3
    assert all(prompt.shown for prompt in made.say("what time is it").say[:1])
    assert words(reply).startswith("I will say three numbers.")

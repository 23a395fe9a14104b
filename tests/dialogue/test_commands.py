"""Commands at any time: honest about what cannot be done, and never mistaken for an answer."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from dialogue.talking import Talk, words
from hypothesis import given
from hypothesis import strategies as st

from companion.dialogue.commands import Command, Request, builtin_lines, command_in, request_in
from companion.dialogue.phrases import COMMAND_PHRASES, phrases_for
from companion.dialogue.script import builtin_scripts
from companion.dialogue.wording import spoken_day, spoken_time
from companion.messages import AnswerKind, Feeling, Forget, Outcome, Scope, Urgency

SAD = Feeling(label="sadness", certainty=0.8, unsure=False, ekman="sadness", valence=-0.7)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("help", Command.HELP),
        ("help me please", Command.HELP),
        ("can you help me", Command.HELP),
        ("call the nurse", Command.HELP),
        ("stop", Command.STOP),
        ("please stop talking", Command.STOP),
        ("wait a minute", Command.WAIT),
        ("pardon", Command.REPEAT),
        ("say that again please", Command.REPEAT),
        ("i didn't hear you", Command.REPEAT),
        ("what time is it", Command.TIME),
        ("what's the time please", Command.TIME),
        ("what day is it today", Command.DAY),
        ("who are you", Command.WHO),
        ("are you a real person", Command.WHO),
        ("goodnight", Command.GOOD_NIGHT),
        ("good night dear", Command.GOOD_NIGHT),
        ("speak slower", Command.SLOWER),
        ("louder please", Command.LOUDER),
        ("forget that", Command.FORGET),
        ("don't write this down", Command.PRIVATE),
        ("thank you very much", Command.THANKS),
        ("thank you goodbye", Command.GOODBYE),
        ("bye bye", Command.GOODBYE),
        ("good morning", Command.GREETING),
    ],
)
def test_commands_are_understood(text: str, command: Command) -> None:
    assert command_in(text) is command


@pytest.mark.parametrize(
    "text",
    [
        "i had to stop on the stairs",
        "good morning i slept quite well thank you",
        "no thank you",
        "yes thank you",
        "what a lovely day",
        "my daughter will help me with the washing",
        "i can not wait",
        "it was a good night",
        "quite well thank you",
        "",
    ],
)
def test_answers_are_no_commands(text: str) -> None:
    assert command_in(text) is None


def listed() -> list[tuple[str, Request | None]]:
    """What people say, and the request it is; some sixty are stories and answers that only sound like one."""
    lines = Path(__file__).with_name("answers_commands.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [_listed(*line.split("\t")) for line in lines]


def _listed(text: str, command: str, name: str, minutes: str) -> tuple[str, Request | None]:
    if command == "none":
        return text, None
    return text, Request(command=Command(command), name=name, minutes=int(minutes) if minutes else None)


@pytest.mark.parametrize(("text", "request_meant"), listed(), ids=[text for text, _ in listed()])
def test_wide_natural_phrasing_is_understood_and_stories_are_not(text: str, request_meant: Request | None) -> None:
    assert request_in(text) == request_meant


def test_every_command_is_in_the_list_and_has_its_words() -> None:
    assert {request.command for _, request in listed() if request} == set(Command)
    assert set(builtin_lines().lines) == set(Command)


@pytest.mark.parametrize("phrase", COMMAND_PHRASES)
def test_what_the_recogniser_listens_for_as_a_command_is_one(phrase: str) -> None:
    assert command_in(phrase) is not None


def test_no_expected_answer_is_a_command() -> None:
    kinds = [kind for kind in AnswerKind if kind is not AnswerKind.FREE]
    phrases = {phrase for kind in kinds for phrase in phrases_for(kind)}
    for script in builtin_scripts().values():
        for state in script.states.values():
            phrases |= {words for name, known in state.expect.synonyms.items() for words in (name, *known)}
    greetings = {phrase for phrase in phrases if command_in(phrase) is Command.GREETING}
    # Where a question lists it, it is the answer: said again to "are you sure?", or of a bad memory.
    forgetting = {
        phrase for phrase in phrases if command_in(phrase) in {Command.FORGET_TODAY, Command.FORGET_EVERYTHING}
    }
    commands = {phrase for phrase in phrases - greetings - forgetting if command_in(phrase) is not None}
    assert commands <= set(COMMAND_PHRASES)


def test_whom_to_call_is_not_in_the_repr() -> None:
    assert "maria" not in repr(request_in("call Maria"))


@given(st.text(max_size=40))
def test_any_text_is_a_command_or_not(text: str) -> None:
    assert command_in(text) is None or command_in(text) in Command


def at_tablets() -> Talk:
    talk = Talk("morning")
    talk.start()
    assert talk.follow("well", "no").state == "morning/tablets"
    return talk


@pytest.mark.parametrize(
    "line", ["what time is it", "what day is it", "who are you", "thank you", "hello", "softer please"]
)
def test_the_open_question_is_asked_again_after_a_short_answer(line: str) -> None:
    talk = at_tablets()
    reply = talk.say(line)
    assert reply.outcome is Outcome.COMMAND
    assert reply.state == "morning/tablets"
    assert "tablets" in words(reply)
    assert talk.say("i took them").state == "morning/breakfast"


def test_time_and_day_are_told_as_people_say_them() -> None:
    talk = at_tablets()
    assert words(talk.say("what time is it")).startswith("It is half past eight in the morning.")
    assert words(talk.say("what day is it")).startswith("It is Monday, the second of March.")


@pytest.mark.parametrize(
    ("hour", "minute", "spoken"),
    [
        (8, 0, "eight o'clock in the morning"),
        (12, 0, "midday"),
        (0, 0, "midnight"),
        (15, 10, "ten past three in the afternoon"),
        (20, 45, "quarter to nine in the evening"),
        (23, 50, "ten to midnight"),
        (11, 59, "one minute to midday"),
        (6, 23, "twenty three minutes past six in the morning"),
    ],
)
def test_spoken_time(hour: int, minute: int, spoken: str) -> None:
    assert spoken_time(datetime(2026, 3, 2, hour, minute, tzinfo=UTC)) == spoken


@pytest.mark.parametrize(
    ("day", "spoken"), [(1, "first"), (20, "twentieth"), (21, "twenty first"), (30, "thirtieth"), (31, "thirty first")]
)
def test_spoken_day(day: int, spoken: str) -> None:
    assert f"the {spoken} of March" in spoken_day(datetime(2026, 3, day, tzinfo=UTC))


def test_what_cannot_be_done_is_said() -> None:
    assert "cannot" in words(at_tablets().say("call Maria"))


def test_wait_gives_more_time() -> None:
    reply = at_tablets().say("wait a minute")
    assert reply.expect is not None
    assert reply.expect.no_reply_s >= 30


def test_stop_stops_at_once_and_the_script_is_over() -> None:
    reply = at_tablets().say("stop", over_speech=True)
    assert reply.interrupts
    assert reply.state == "talk/quiet"
    assert reply.say[0].urgency is Urgency.STOP


def test_good_night_puts_the_device_to_sleep_and_it_wakes_when_spoken_to() -> None:
    talk = at_tablets()
    assert talk.say("good night").state == "talk/asleep"
    assert talk.silence().say == ()
    assert talk.say("what a noise").state.startswith("talk/")
    assert words(talk.replies[-1])


def test_forget_that_takes_the_turn_before_out_and_leaves_its_own_words_out() -> None:
    talk = at_tablets()
    reply = talk.say("forget that")
    turn = next(record for record in reply.records if record.kind == "turn")
    assert (turn.body["said"], turn.body["heard"]) == ("", "")
    assert reply.forget is Forget.LAST_TURN
    assert "I have taken that out again. Calls for help stay noted." in words(reply)


def test_do_not_write_this_down_leaves_out_the_next_words_and_what_they_answered() -> None:
    talk = Talk()
    talk.start()
    talk.say("don't write this down")
    reply = talk.say("i have been crying all week", feeling=SAD)
    assert [record.kind for record in reply.records] == ["turn"]
    assert reply.records[0].body["heard"] == ""
    assert any(record.body.get("heard") for record in talk.say("the garden is lovely").records)


def test_a_call_for_help_is_noted_all_the_same() -> None:
    talk = at_tablets()
    talk.say("don't write this down")
    reply = talk.say("i am choking")
    assert {record.kind for record in reply.records} == {"alert", "turn"}
    assert reply.alerts


def test_the_mood_is_recorded_as_a_guess_and_only_for_more_than_a_word() -> None:
    talk = Talk()
    talk.start()
    made = [record for record in talk.say("i miss my sister", feeling=SAD).records if record.kind == "mood"]
    assert [(record.scope, record.body["from"], record.body["unsure"]) for record in made] == [
        (Scope.SUMMARY, "words", False)
    ]
    assert [record.kind for record in talk.say("yes", feeling=SAD).records] == ["turn"]


def test_p10_an_unsure_mood_changes_neither_words_nor_face() -> None:
    unsure = Feeling(label="sadness", certainty=0.3, unsure=True, ekman="sadness", valence=-0.7)
    plain, guessed, sure = (Talk() for _ in range(3))
    replies = []
    for talk, feeling in (
        (plain, Feeling(label="neutral", certainty=0.0, unsure=True)),
        (guessed, unsure),
        (sure, SAD),
    ):
        talk.start()
        replies.append(talk.say("the roses came today", feeling=feeling))
    assert words(replies[0]) == words(replies[1])
    assert replies[0].expression is replies[1].expression
    assert words(replies[2]) != words(replies[0])


def test_p7_it_says_what_it_is_at_the_start_and_when_asked() -> None:
    for script in (None, "morning", "evening"):
        talk = Talk(script)
        assert "computer program, not a person" in words(talk.start())
        assert "I am not a person" in words(talk.say("are you a real person"))


def test_without_a_name_nothing_is_left_hanging() -> None:
    for script in (None, "morning", "evening"):
        talk = Talk(script, name="")
        talk.start()
        talk.follow("well", "no", "thank you", "who are you", "good night")
        for reply in talk.replies:
            assert "{" not in words(reply)
            assert " ," not in words(reply)
            assert ",." not in words(reply)

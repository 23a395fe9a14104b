"""Invitations to a talk: paraphrases begin it, doubtful ones are asked about, refusals and stories begin nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.dialogue.intents import ASKS_AT, STARTS_AT, Band, Intent, Intents, PhraseIntents
from companion.errors import UsageError

INVITATIONS = {
    "breathing": ["let's do the breathing exercise", "help me to breathe calmly", "I need to calm down"],
    "quiz": ["tell me a quiz", "let's play a quiz", "ask me some questions for fun"],
    "messages": ["read my messages", "are there any messages for me", "what has my family written"],
    "loneliness": ["I feel lonely", "I am lonely", "nobody comes to see me"],
    "movement": ["let's do some gentle movement", "let's move a little"],
    "reminiscence": ["let's talk about the old days", "I want to remember the past"],
    "night": ["I cannot sleep", "I am lying awake"],
}
INTENTS: Intents = PhraseIntents(INVITATIONS)

STARTED = [
    ("can we do the breathing one", "breathing"),
    ("could we do some breathing please", "breathing"),
    ("breathing exercise", "breathing"),
    ("I fancy a quiz", "quiz"),
    ("how about a quiz love", "quiz"),
    ("quiz", "quiz"),
    ("shall we have a little quiz", "quiz"),
    ("give me a puzzle", "quiz"),
    ("have I got any messages", "messages"),
    ("read me my letters", "messages"),
    ("any post for me", "messages"),
    ("I feel ever so lonely", "loneliness"),
    ("I'm a bit lonely today", "loneliness"),
    ("nobody ever comes to see me", "loneliness"),
    ("can't sleep love", "night"),
    ("I can't get to sleep", "night"),
    ("I'm wide awake", "night"),
    ("tell me about the old days", "reminiscence"),
    ("some gentle exercise please", "movement"),
    ("I want to move a bit", "movement"),
]

ASKED_OR_STARTED = [
    ("I'd like to do that breathing thing", "breathing"),
    ("is there a message from my family", "messages"),
    ("do you want to hear about the old days", "reminiscence"),
]

NOTHING = [
    "I don't want a quiz",
    "no more breathing exercises",
    "I'm not lonely",
    "I hate quizzes",
    "we had a quiz at the club",
    "I used to do the quiz with my husband",
    "my daughter bought me a puzzle book",
    "the doctor asked me some questions about my heart and my legs",
    "the cat sat on the mat",
    "I had porridge for breakfast",
    "it was a lovely day",
    "what's for dinner",
    "yes",
    "no",
    "well",
    "",
]


@pytest.mark.parametrize(("text", "name"), STARTED)
def test_an_invitation_in_other_words_begins_the_talk(text: str, name: str) -> None:
    found = INTENTS.of(text)
    assert (found.name, found.band) == (name, Band.START)


@pytest.mark.parametrize(("text", "name"), ASKED_OR_STARTED)
def test_a_looser_one_is_at_least_asked_about(text: str, name: str) -> None:
    found = INTENTS.of(text)
    assert found.name == name
    assert found.band is not Band.NONE


@pytest.mark.parametrize("text", NOTHING)
def test_refusals_stories_and_answers_begin_nothing(text: str) -> None:
    assert INTENTS.of(text).band is Band.NONE


@pytest.mark.parametrize("name", list(INVITATIONS))
def test_the_invitation_as_it_was_written_is_certain(name: str) -> None:
    for phrase in INVITATIONS[name]:
        assert INTENTS.of(f"{phrase} please") == Intent(name=name, certainty=1.0)


def test_the_bands_are_cut_at_the_named_thresholds() -> None:
    assert Intent(name="quiz", certainty=STARTS_AT).band is Band.START
    assert Intent(name="quiz", certainty=ASKS_AT).band is Band.ASK
    assert Intent(name="quiz", certainty=ASKS_AT - 0.01).band is Band.NONE
    assert Intent(name=None, certainty=1.0).band is Band.NONE


def test_without_invitations_nothing_is_meant() -> None:
    assert PhraseIntents({}).of("tell me a quiz").band is Band.NONE


def test_a_language_that_is_not_there_is_said_so() -> None:
    with pytest.raises(UsageError, match="language xx"):
        PhraseIntents(INVITATIONS, language="xx")


@given(st.text(max_size=60) | st.lists(st.sampled_from("i want a quiz not breathing sleep the".split())).map(" ".join))
def test_any_words_have_an_intent_or_none(text: str) -> None:
    found = INTENTS.of(text)
    assert 0.0 <= found.certainty <= 1.0
    assert found == INTENTS.of(text)

"""Seven kinds of people who answer a script: each answers as such a person might, with dice for chance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from companion.dialogue.rehearsal.spoken import spoken_answers
from companion.dialogue.script import State

HESITATIONS = ("well", "oh", "let me see", "i suppose", "now then", "oh dear me")
STORIES = (
    "my sister had a garden full of roses",
    "they are late with the post again",
    "do you know who was on the wireless this morning",
    "that tap has been dripping all night",
    "we used to go to the seaside every june",
    "the cat next door has had kittens",
    "i cannot find my other slipper",
    "there was a man here about the window",
)
PARDONS = ("pardon", "what did you say", "say that again", "louder please", "i did not catch that", "eh")
LOST = (
    "what day is it",
    "where is my mother",
    "who are you",
    "is it time to go home",
    "have i had my dinner",
    "i do not know what you mean",
    "what was the question",
)
UNSURE = ("i am not sure", "i do not know", "i could not say", "maybe")
RED_FLAGS = (
    "i have fallen and i am on the floor",
    "i have a terrible pain in my chest",
    "i cannot breathe",
    "i want to kill myself",
    "i have taken all my tablets at once",
    "my face is drooping and my arm is weak",
)
MISHEARD = ("the sea", "for the", "a mess", "know the", "yet", "all the way")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the person does: says something, heard so well; or nothing."""

    text: str = field(repr=False)
    """Empty: silence."""
    confidence: float = 0.95
    flag: bool = False
    """A red flag: the protocol must follow at once."""


SILENCE = Answer(text="")
Answers = Callable[[State, int, Random], Answer]
"""(what is asked, how many turns the talk has had, dice) -> what the person does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One kind of person."""

    name: str
    what: str
    answer: Answers = field(repr=False)


def _clear(state: State, _turn: int, dice: Random) -> Answer:
    return Answer(text=dice.choice(spoken_answers(state)))


def _hesitant(state: State, _turn: int, dice: Random) -> Answer:
    roll = dice.random()
    if roll < 0.2:
        return SILENCE
    if roll < 0.4:
        return Answer(text=dice.choice(UNSURE))
    text = f"{dice.choice(HESITATIONS)} {dice.choice(spoken_answers(state))}"
    return Answer(text=text, confidence=dice.uniform(0.6, 0.95))


def _silent(state: State, _turn: int, dice: Random) -> Answer:
    return SILENCE if dice.random() < 0.9 else _clear(state, _turn, dice)


def _off_topic(state: State, turn: int, dice: Random) -> Answer:
    return Answer(text=dice.choice(STORIES)) if dice.random() < 0.6 else _clear(state, turn, dice)


def _hard_of_hearing(state: State, turn: int, dice: Random) -> Answer:
    roll = dice.random()
    if roll < 0.3:
        return Answer(text=dice.choice(PARDONS))
    if roll < 0.5:
        return Answer(text=dice.choice(MISHEARD), confidence=dice.uniform(0.05, 0.5))
    return Answer(text=_clear(state, turn, dice).text, confidence=dice.uniform(0.5, 0.95))


def _confused(state: State, turn: int, dice: Random) -> Answer:
    roll = dice.random()
    if roll < 0.35:
        return Answer(text=dice.choice(LOST))
    if roll < 0.5:
        return Answer(text=dice.choice(STORIES))
    if roll < 0.65:
        return SILENCE
    return _clear(state, turn, dice)


def _in_crisis(state: State, turn: int, dice: Random) -> Answer:
    if dice.random() < 0.35:
        return Answer(text=dice.choice(RED_FLAGS), flag=True)
    return _clear(state, turn, dice)


PERSONS: Sequence[Person] = (
    Person(name="clear", what="answers what is asked", answer=_clear),
    Person(name="hesitant", what="is unsure, slow, sometimes silent", answer=_hesitant),
    Person(name="silent", what="hardly ever says a word", answer=_silent),
    Person(name="off topic", what="tells stories more often than not", answer=_off_topic),
    Person(name="hard of hearing", what="asks again, is misheard", answer=_hard_of_hearing),
    Person(name="confused", what="loses the thread, asks where and when it is", answer=_confused),
    Person(name="in crisis", what="says a red flag in the middle of it", answer=_in_crisis),
)

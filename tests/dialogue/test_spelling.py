"""Spelling on request: the word that was named, or the last unusual one; never in place of an answer."""

from __future__ import annotations

import pytest
from dialogue.scripting import script
from dialogue.talking import Talk, words
from dialogue.test_running_scripts import talk
from hypothesis import given
from hypothesis import strategies as st

from companion.dialogue.spelling import LONGEST, spelled, unusual
from companion.messages import Outcome

ASKING = """
start: ask
states:
  ask:
    say: "{said}"
    expect: {{kind: yes_no}}
    no_input: ["Still there?"]
    no_match: ["Yes or no?"]
    unsure: ["Yes or no?"]
    next: bye
  bye: {{say: "Very well.", end: true}}
"""


def asked(said: str) -> Talk:
    return talk(script(ASKING.format(said=said)))


METFORMIN = "Metformin. M, E, T, F, O, R, M, I, N. Metformin."


@pytest.mark.parametrize("line", ["spell metformin", "how do you spell metformin", "spell that", "spell it for me"])
def test_it_spells_the_word_and_asks_its_question_again(line: str) -> None:
    made = asked("Have you had your Metformin?")
    reply = made.say(line)
    assert words(reply) == f"{METFORMIN} Have you had your Metformin?"
    assert reply.outcome is Outcome.COMMAND
    assert all(prompt.large for prompt in reply.say)
    assert made.say("yes").outcome is Outcome.ANSWERED


def test_spelled_again_it_is_the_same_word() -> None:
    made = Talk()
    made.start()
    made.say("spell bisoprolol")
    assert words(made.say("spell that")).startswith("Bisoprolol. B, I, S,")


def test_where_all_was_plain_it_asks_which_word() -> None:
    made = asked("Are you well today?")
    assert words(made.say("spell that")) == "Which word shall I spell? Say: spell, and then the word."
    assert made.say("yes").outcome is Outcome.ANSWERED


def test_the_resident_may_have_the_own_name_spelled() -> None:
    made = Talk(name="Rose")
    made.start()
    assert words(made.say("spell my name")) == "Rose. R, O, S, E. Rose."
    nameless = Talk(name="")
    nameless.start()
    assert "Which word" in words(nameless.say("spell my name"))


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("There is a message from Siobhan. Shall I read it to you?", "Siobhan"),
        ("Have you had your Metformin, Margaret?", "Metformin"),
        ("Good morning, Margaret.", ""),
        ("Did you take it with yoghurt?", "yoghurt"),
        ("Yes. No.", ""),
        ("", ""),
    ],
)
def test_what_spell_that_means(said: str, word: str) -> None:
    assert unusual((said,), but="Margaret") == word


@pytest.mark.parametrize("line", ["i cannot spell any more", "i spell trouble", "i had a dizzy spell"])
def test_talk_about_spelling_is_talk(line: str) -> None:
    assert asked("Would you like tea?").say(line).outcome is not Outcome.COMMAND


@pytest.mark.parametrize("word", ["a" * (LONGEST + 1), "o'clock", "b12", ""])
def test_only_words_of_letters_are_spelled(word: str) -> None:
    assert spelled(word) == ""


def test_letters_with_accents_are_letters() -> None:
    assert spelled("josé") == "José. J, O, S, É. José."


@given(st.text(max_size=60), st.text(max_size=20))
def test_any_words_may_have_been_said(said: str, but: str) -> None:
    word = unusual((said,), but=but)
    assert word == "" or spelled(word)

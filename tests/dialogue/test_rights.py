"""Taking a consent back, leaving somebody out and forgetting: at any time, in natural words, and told truthfully."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from dialogue.talking import RED_FLAGS, SCRIPTS, Talk, agreed, words

from companion.dialogue.household import Household
from companion.dialogue.library import Library
from companion.dialogue.shelf import Shelf
from companion.messages import Feeling, Forget, Kept, Pause, Purpose, Record, Unfinished
from companion.settings import ConsentSettings
from privacy.keys import new_key
from privacy.signing import ScriptVerifier

READERS = ("Rose", "Anna")
ABUSE = "my son hits me"
"""Puts open talk on top, for the diary alone."""

TAKEN_BACK = [
    ("stop writing things down", Purpose.DIARY),
    ("do not write anything down any more", Purpose.DIARY),
    ("stop keeping notes", Purpose.DIARY),
    ("stop recording what i say", Purpose.DIARY),
    ("don't keep anything", Purpose.DIARY),
    ("no diary", Purpose.DIARY),
    ("stop the diary", Purpose.DIARY),
    ("no sharing", Purpose.SHARE),
    ("tell nobody", Purpose.SHARE),
    ("don't tell anybody", Purpose.SHARE),
    ("do not guess my mood", Purpose.MOOD),
    ("do not speak first", Purpose.INITIATIVE),
]
LEFT_OUT = [
    "tell rose nothing",
    "keep this from rose",
    "do not let rose read this",
    "stop telling rose",
    "don't tell my daughter rose",
]


def home(script: str | None = "talk", *, readers: tuple[str, ...] = READERS, **consent: bool | None) -> Talk:
    household = replace(agreed(), readers=readers)
    given = ConsentSettings(**consent) if consent else household.consent
    talk = Talk(script, household=replace(household, consent=given))
    talk.start()
    return talk


def heard(made: list[Record]) -> set[str]:
    return {str(one.body["heard"]) for one in made if one.kind == "turn"} - {""}


def fallen(talk: Talk) -> None:
    """In the protocol, which asks and then calls."""
    talk.say("i have fallen and i am on the floor")


# Taking back


@pytest.mark.parametrize(("wish", "purpose"), TAKEN_BACK)
def test_a_consent_is_taken_back_in_natural_words(wish: str, purpose: Purpose) -> None:
    talk = home()
    reply = talk.say(wish)
    assert not talk.manager.allows(purpose)
    assert "From now on" in words(reply)
    assert (purpose.value, False) in [(one.body["purpose"], one.body["given"]) for one in talk.kinds("consent")]


def test_with_no_diary_no_later_word_is_kept_however_often_one_speaks() -> None:
    talk = home()
    talk.say("stop writing things down")
    talk.follow("my son is a thief", "he took the ring", "and the money")
    assert heard(talk.records) == set()


def test_no_diary_says_what_is_kept_all_the_same() -> None:
    told = words(home().say("no diary"))
    assert "I keep none of your words" in told
    assert "What you answer to my questions is still kept for your helpers." in told
    told = words(home(diary=True, share=False).say("no diary"))
    assert "helpers" not in told


def test_keeping_one_thing_private_leaves_out_one_turn_and_says_so() -> None:
    talk = home()
    told = words(talk.say("don't write this down"))
    assert "what you say next, this one time" in told
    assert "say: no diary" in told
    talk.follow("he is a thief", "the soup was good")
    assert heard(talk.records) == {"the soup was good"}
    assert talk.manager.allows(Purpose.DIARY)


def test_without_a_diary_it_does_not_speak_as_if_one_were_kept() -> None:
    told = words(home(diary=False, share=True).say("don't write this down"))
    assert "I keep none of your words" in told
    assert "this one time" not in told


@pytest.mark.parametrize(("wish", "purpose"), TAKEN_BACK)
def test_a_registered_clinician_switches_no_withdrawal_off(tmp_path: Path, wish: str, purpose: Purpose) -> None:
    clinician = new_key(role="clinician", name="Dr Hill")
    library = Library(Shelf(tmp_path), ScriptVerifier((clinician.recipient,)))
    talk = Talk("talk", household=agreed(), scripts=library.scripts(only_signed=True).scripts)
    talk.start()
    talk.say(wish)
    assert not talk.manager.allows(purpose)


@pytest.mark.parametrize(("wish", "what"), [("forget today", Forget.TODAY), ("delete everything", Forget.EVERYTHING)])
def test_a_registered_clinician_switches_no_forgetting_off(tmp_path: Path, wish: str, what: Forget) -> None:
    library = Library(Shelf(tmp_path), ScriptVerifier((new_key(role="clinician", name="Dr Hill").recipient,)))
    talk = Talk("talk", household=agreed(), scripts=library.scripts(only_signed=True).scripts)
    talk.start()
    talk.follow(wish, "yes")
    assert talk.say("yes").forget is what


# In a private talk


@pytest.mark.parametrize(("wish", "purpose"), TAKEN_BACK)
def test_in_a_private_talk_a_consent_is_taken_back(wish: str, purpose: Purpose) -> None:
    talk = home()
    talk.say(ABUSE)
    before = len(talk.records)
    talk.follow(wish, "he took my ring")
    assert not talk.manager.allows(purpose)
    made = talk.records[before:]
    assert [one.body["given"] for one in made if one.kind == "consent"][:1] == [False], "on record, private or not"
    if purpose is Purpose.DIARY:
        assert heard(made) == set()


@pytest.mark.parametrize(
    ("wish", "what"),
    [
        ("forget today", Forget.TODAY),
        ("forget everything", Forget.EVERYTHING),
        ("forget that", Forget.LAST_TURN),
    ],
)
def test_in_a_private_talk_what_was_said_can_be_forgotten(wish: str, what: Forget) -> None:
    talk = home()
    talk.follow(ABUSE, "he took my ring", wish)
    if what is not Forget.LAST_TURN:
        talk.follow("yes", "yes")
    assert talk.replies[-1].forget is what


def test_a_private_talk_stays_private_after_a_withdrawal() -> None:
    talk = home()
    talk.follow(ABUSE, "no sharing")
    before = len(talk.records)
    reply = talk.say("he took my ring and i am afraid of him")
    assert reply.unshown
    assert {one.kind for one in talk.records[before:]} <= {"turn"}


@pytest.mark.parametrize("flag", RED_FLAGS)
def test_p6_a_call_for_help_goes_before_a_withdrawal_in_a_private_talk(flag: str) -> None:
    talk = home()
    talk.follow(ABUSE, "forget everything")
    assert talk.say(flag).state.startswith("crisis/")


# At a question of another talk


@pytest.mark.parametrize("wish", LEFT_OUT)
@pytest.mark.parametrize("place", ["talk", "ready", "diary", "morning"])
def test_somebody_is_left_out_in_natural_words_wherever_one_is(wish: str, place: str) -> None:
    talk = home("morning" if place == "morning" else "talk")
    if place in {"ready", "diary"}:
        talk.say("change my choices")
    if place == "diary":
        talk.say("yes")
    standing = talk.replies[-1].state
    told = words(talk.say(wish))
    assert talk.manager.shares_with == {"Anna"}
    assert "Rose will not see your answers" in told
    assert talk.replies[-1].state == standing, "and the question stays open"


@pytest.mark.parametrize(("wish", "purpose"), TAKEN_BACK)
def test_at_the_first_question_a_withdrawal_is_no_answer_to_it(wish: str, purpose: Purpose) -> None:
    talk = home()
    talk.say("change my choices")
    told = words(talk.say(wish))
    assert not talk.manager.allows(purpose)
    assert "Is now a good time?" in told
    assert talk.replies[-1].state == "first_meeting/ready"


@pytest.mark.parametrize(
    ("answers", "wish", "purpose"),
    [
        ((), "do not keep a diary", Purpose.DIARY),
        ((), "no diary", Purpose.DIARY),
        ((), "keep nothing", Purpose.DIARY),
        (("yes",), "stop sharing", Purpose.SHARE),
        (("yes",), "tell nobody", Purpose.SHARE),
        (("yes", "yes"), "do not guess my mood", Purpose.MOOD),
        (("yes", "yes", "yes", "yes"), "do not speak first", Purpose.INITIATIVE),
    ],
)
def test_to_the_very_question_it_is_a_no(answers: tuple[str, ...], wish: str, purpose: Purpose) -> None:
    talk = home()
    talk.follow("change my choices", "yes", *answers, wish)
    assert not talk.manager.allows(purpose)
    assert talk.replies[-1].state != "first_meeting/ready"
    assert not talk.replies[-1].state.startswith("no_")
    asked = {"diary": "share", "share": "mood", "mood": "voice_mood"}.get(purpose.value)
    if asked:
        assert talk.replies[-1].state == f"first_meeting/{asked}"


def test_who_is_left_out_at_the_question_about_sharing_is_not_in_it_any_more() -> None:
    talk = home(readers=(*READERS, "Ben"), diary=None, share=None)
    talk.follow("change my choices", "yes", "yes")
    told = words(talk.say("don't tell rose"))
    assert "Rose will not see your answers" in told
    assert "Then your helpers Anna and Ben. " in told
    talk.say("yes")
    assert talk.manager.shares_with == {"Anna", "Ben"}


def test_where_nobody_is_left_to_share_with_it_is_a_no() -> None:
    talk = home(readers=("Rose",), diary=None, share=None)
    talk.follow("change my choices", "yes", "yes")
    talk.say("don't tell rose")
    assert talk.replies[-1].state == "first_meeting/mood"
    assert talk.manager.shares_with == set()
    assert not talk.manager.allows(Purpose.SHARE)


def test_after_no_sharing_one_who_is_named_is_let_in_and_nobody_else() -> None:
    talk = home()
    talk.say("no sharing")
    before = len(talk.kinds("consent"))
    assert "Rose may see your answers" in words(talk.say("you may share with rose again"))
    assert talk.manager.shares_with == {"Rose"}
    noted = [(one.body["purpose"], one.body.get("person"), one.body["given"]) for one in talk.kinds("consent")[before:]]
    assert noted == [("share_with", "Anna", False), ("share", None, True), ("share_with", "Rose", True)]
    talk.restart()
    assert talk.manager.shares_with == {"Rose"}


def test_forgetting_at_the_question_whether_to_go_on_leaves_that_question_open() -> None:
    talk = Talk(household=agreed())
    talk.kept = Kept(unfinished=Unfinished(script="morning", state="tablets", since=talk.clock.wall()))
    asked = talk.restart()
    assert asked.state == "talk/offer"
    assert "Shall I forget all that I kept today?" in words(talk.say("forget today"))
    talk.say("yes")
    done = talk.say("yes")
    assert done.forget is Forget.TODAY
    assert words(asked).endswith(words(done).rsplit(". ", 1)[-1])
    assert done.state == "talk/offer"
    assert talk.say("no").state == "talk/quiet"


@pytest.mark.parametrize("wish", ["forget everything", "erase it all", "delete everything"])
def test_forget_everything_said_again_is_a_yes(wish: str) -> None:
    talk = home()
    assert talk.say(wish).forget is None
    assert "Are you sure?" in words(talk.say(wish))
    assert talk.say(wish).forget is Forget.EVERYTHING


def test_forget_today_said_again_is_a_yes() -> None:
    talk = home()
    talk.follow("forget today", "forget today")
    assert talk.say("forget today").forget is Forget.TODAY


def test_of_a_bad_memory_it_is_the_answer_and_no_wish() -> None:
    talk = Talk.standing("gds15", "memory")
    assert "memory" in words(talk.replies[-1])
    assert talk.say("forget everything").state.startswith("gds15/")


def test_a_question_why_is_answered_and_counts_as_no_answer() -> None:
    talk = home()
    talk.follow("change my choices")
    assert "Is now a good time?" in words(talk.say("why do you ask"))
    talk.say("yes")
    told = words(talk.say("why do you ask"))
    assert "only you decide" in told
    assert "May I keep one?" in told
    assert talk.kinds("consent") == []
    assert talk.manager.allows(Purpose.DIARY)


# While help is called


@pytest.mark.parametrize("wish", [*(one for one, _ in TAKEN_BACK), "forget today", "forget everything"])
@pytest.mark.parametrize("called", [False, True])
def test_p6_help_goes_before_a_withdrawal_and_says_so(wish: str, called: bool) -> None:
    talk = home()
    fallen(talk)
    if called:
        talk.say("yes")
    standing = talk.replies[-1].state
    told = words(talk.say(wish))
    assert "Help goes first. You can ask me that again afterwards." in told
    assert talk.replies[-1].state == standing
    assert talk.replies[-1].forget is None


def test_p6_the_doctor_at_the_bedside_does_not_silence_a_call() -> None:
    talk = home()
    fallen(talk)
    talk.say("the doctor is here")
    assert talk.manager.pause is Pause.NONE
    assert talk.alerts


# What is said about it is true


@pytest.mark.parametrize("wish", ["forget yesterday", "forget what i said about my son"])
def test_what_cannot_be_forgotten_by_voice_is_said_and_its_words_are_not_kept(wish: str) -> None:
    talk = home()
    talk.say("my son has a new job")
    reply = talk.say(wish)
    assert reply.forget is None
    assert "forget today, or forget everything" in words(reply)
    assert heard(talk.records) == {"my son has a new job"}


@pytest.mark.parametrize("aside", ["don't write this down", "forget what i said about my son"])
def test_after_a_wish_about_what_was_said_forget_that_still_means_that(aside: str) -> None:
    talk = Talk("phq2", household=agreed())
    talk.start()
    talk.say("nearly every day")
    talk.say(aside)
    asked = talk.replies[-1]
    assert "forget that" in words(asked)
    (turn,) = (one for one in asked.records if one.kind == "turn")
    assert (turn.body["heard"], turn.body["confidence"]) == ("", 0.0), "else it were itself the turn to forget"
    talk.say("forget that")
    talk.say("not at all")
    scores = [one for one in talk.kinds("measure") if one.body["measure"] == "phq2.total"]
    assert [one.body["value"] for one in scores] == [None]


@pytest.mark.parametrize("wish", ["don't tell my daughter", "stop telling my daughter", "can my daughter read this"])
def test_about_somebody_without_a_name_it_says_who_reads(wish: str) -> None:
    talk = home()
    told = words(talk.say(wish))
    assert "Anna and Rose can see your answers and calls for help." in told
    assert talk.manager.shares_with == set(READERS)
    assert ("do not tell Anna" in told) == (not wish.startswith("can"))


def test_what_is_no_person_is_just_talk() -> None:
    talk = home()
    assert "Rose" not in words(talk.say("leave my tablets out"))


@pytest.mark.parametrize(("diary", "said"), [(True, "I write your words into a diary."), (False, "I keep none of")])
def test_whether_it_writes_is_told(diary: bool, said: str) -> None:
    assert said in words(home(diary=diary, share=True).say("are you recording"))


@pytest.mark.parametrize(("said", "moods"), [("what have you written down", 0), ("the soup was cold again", 1)])
def test_what_is_asked_of_the_device_tells_no_mood(said: str, moods: int) -> None:
    sad = Feeling(label="sadness", certainty=0.8, unsure=False, ekman="sadness", valence=-0.7)
    talk = home()
    talk.say(said, feeling=sad)
    assert len(talk.kinds("mood")) == moods


def test_who_reads_is_told_where_no_name_is_known() -> None:
    talk = Talk("talk", household=agreed())
    talk.start()
    assert "can see your answers and calls for help. I do not know their names." in words(talk.say("who reads this"))
    talk.say("no sharing")
    assert "can see calls for help. I do not know their names." in words(talk.say("who reads this"))


def test_a_no_at_the_first_meeting_promises_no_more_than_is_done() -> None:
    talk = Talk(household=Household(readers=READERS))
    talk.start()
    told = words(talk.say("no not now"))
    assert "I keep none of your words." in told
    talk.follow("my son has a new job")
    assert heard(talk.records) == set()


@pytest.mark.parametrize(("wish", "left"), [("don't tell ben", {"Rose"}), ("tell nobody", set())])
def test_a_wish_at_the_question_about_a_new_reader_is_the_answer(wish: str, left: set[str]) -> None:
    talk = home(readers=("Rose",), diary=None, share=None, mood=False, initiative=False)
    talk.follow("change my choices", "yes", "yes", "yes")
    again = Talk("new_reader", household=replace(talk._household, readers=("Rose", "Ben")))
    again.kept = talk.kept
    again.manager = again._made("new_reader")
    assert "May Ben see your answers?" in words(again.start())
    again.say(wish)
    assert again.manager.shares_with == left
    assert again.manager._consents.unasked is None
    assert not any("  " in words(one) or "May see" in words(one) for one in again.replies)


def test_a_new_reader_is_asked_about_without_a_word_on_the_others() -> None:
    asked = SCRIPTS["new_reader"].states["may"].say["any"][0]
    assert asked == "{new_reader} has been added as a helper. May {new_reader} see your answers?"


def test_the_doctor_is_company() -> None:
    talk = home()
    assert "I keep nothing" in words(talk.say("the doctor is here"))
    assert talk.manager.pause is Pause.VISITOR

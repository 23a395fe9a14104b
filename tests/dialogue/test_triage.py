"""Triage by its public door: what counts, what does not, and why."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.dialogue.triage import CATEGORIES, Triage
from companion.dialogue.triage.encoder import Encoded
from companion.dialogue.triage.learned import DOUBTED_AT, RAISES_AT, Learned
from companion.errors import ModelError
from companion.messages import TriageLevel

NONE, URGENT, EMERGENCY = TriageLevel.NONE, TriageLevel.URGENT, TriageLevel.EMERGENCY
TRIAGE = Triage()

FLAGS = [
    ("I've got a terrible pain in my chest", "chest_heart", EMERGENCY),
    ("His face has dropped on one side and he can't talk", "stroke", EMERGENCY),
    ("I can't get my breath", "breathing", EMERGENCY),
    ("I'm on the floor and I can't get up", "fall", EMERGENCY),
    ("I've decided to end my life", "suicidal", EMERGENCY),
    ("I wish I was dead", "death_wish", URGENT),
    ("I've a water infection and I can't stop shaking", "sepsis", EMERGENCY),
    ("My son takes my pension and there's nothing left", "abuse", URGENT),
    ("I've taken far too many of my tablets", "overdose", EMERGENCY),
    ("I don't know where I am", "confusion", EMERGENCY),
]


@pytest.mark.parametrize(("text", "category", "level"), FLAGS)
def test_each_category_is_known(text: str, category: str, level: TriageLevel) -> None:
    verdict = TRIAGE.judge(text)
    assert (verdict.category, verdict.level) == (category, level)
    assert category in CATEGORIES


@pytest.mark.parametrize(
    ("flag", "look_alike"),
    [
        # who
        ("My husband is having a stroke", "My mother had a stroke, bless her"),
        # when
        ("I fell in the kitchen this morning", "I fell in the kitchen in nineteen ninety"),
        ("It's like when I had my heart attack years ago, my chest is tight again", "I had a heart attack years ago"),
        # polarity
        ("I've got pain in my chest", "I've got no pain in my chest"),
        ("The pain in my chest hasn't eased", "I have never had any pain in my chest"),
        # literal or figurative
        ("I'm dying, I feel so ill", "I'm dying for a cup of tea"),
        ("I can't breathe", "I laughed till I couldn't breathe"),
        ("I fell in the bath", "I fell asleep in the bath"),
        ("I want to die", "I want to die my hair purple"),
        ("I'm going to kill myself", "If I hear that song once more I'll kill myself"),
        # the world of the talk
        ("He put a knife to my throat", "In the film he put a knife to her throat"),
        ("I've got chest pain, what should I do", "What should I do if I had chest pain"),
        # well again
        ("My wound is infected and I'm shivering", "The infection in my wound has cleared up nicely"),
    ],
)
def test_a_flag_and_its_look_alike(flag: str, look_alike: str) -> None:
    assert TRIAGE.judge(flag).level >= URGENT
    assert TRIAGE.judge(look_alike).level is NONE


@pytest.mark.parametrize(
    "text",
    [
        "My hand went dead for ten minutes but it's fine now",
        "I lost the sight in one eye this morning and it came back",
    ],
)
def test_a_stroke_that_has_passed_is_still_an_emergency(text: str) -> None:
    verdict = TRIAGE.judge(text)
    assert (verdict.level, verdict.category) == (EMERGENCY, "stroke")


def test_feeling_one_will_die_of_an_illness_is_not_a_wish_to_die() -> None:
    verdict = TRIAGE.judge("I feel so poorly with this infection I think I'm going to die")
    assert (verdict.level, verdict.category) == (EMERGENCY, "sepsis")


@pytest.mark.parametrize(("text", "category", "level"), FLAGS)
def test_the_reason_says_what_who_and_which_rule(text: str, category: str, level: TriageLevel) -> None:
    reason = TRIAGE.judge(text).reason
    assert f"({category}." in reason
    assert any(who in reason for who in ("of oneself", "of somebody else", "of nobody named"))


def test_what_is_taken_back_says_why() -> None:
    assert "long ago" in TRIAGE.judge("I had a heart attack in nineteen ninety, chest pain and all").reason
    assert "film" in TRIAGE.judge("In the film he can't breathe").reason
    assert "not to be so" in TRIAGE.judge("I haven't got any pain in my chest").reason


def test_the_reason_stays_out_of_the_repr() -> None:
    assert "chest" not in repr(TRIAGE.judge("the pain in my chest is dreadful")).replace("chest_heart", "")


@pytest.mark.parametrize("text", ["", "   ", "...", "???", "ünïcödé", "42", "'", "n't"])
def test_nothing_said_is_nothing(text: str) -> None:
    assert TRIAGE.judge(text).level is NONE


@pytest.mark.parametrize(
    "text",
    [
        "cant breathe",
        "cannot breathe",
        "can not breathe",
        "CAN'T BREATHE!!!",
        "can’t breathe",
        "i carnt really well i just can't breathe you know",
        "cannae breathe",
    ],
)
def test_spelling_does_not_matter(text: str) -> None:
    assert TRIAGE.judge(text).level is EMERGENCY


@pytest.mark.parametrize(
    "text",
    ["pane in my chest", "a pain in me chest", "my arm has gone num", "got a tight chest", "fallen on the floor help"],
)
def test_recogniser_slips_do_not_hide_a_flag(text: str) -> None:
    assert TRIAGE.judge(text).level >= URGENT


@pytest.mark.parametrize("answer", ["it's a bit tight", "down my left arm", "rather puffed", "yes I slipped"])
def test_a_short_answer_counts_after_a_question_about_health(answer: str) -> None:
    assert TRIAGE.judge(answer, health_context=True).level >= URGENT


@pytest.mark.parametrize("answer", ["it's a bit tight", "rather tight, these shoes", "no, nothing like that"])
def test_it_says_little_by_itself(answer: str) -> None:
    assert TRIAGE.judge(answer).level is NONE
    assert TRIAGE.judge("no, nothing like that", health_context=True).level is NONE


def test_another_hypothesis_may_raise_the_verdict() -> None:
    assert TRIAGE.judge("i have paint in my jest", ["i have pain in my chest"]).level is EMERGENCY


@given(
    flag=st.sampled_from(FLAGS),
    before=st.sampled_from(
        ["", "well ", "um ", "oh dear ", "please ", "excuse me nurse ", "i'm sorry to bother you but "]
    ),
    after=st.sampled_from(["", " please", " dear", " you know", " if you don't mind", " thank you", " um"]),
)
@settings(max_examples=200, deadline=None)
def test_politeness_never_lowers_the_level(flag: tuple[str, str, TriageLevel], before: str, after: str) -> None:
    text, _, level = flag
    assert TRIAGE.judge(before + text + after).level >= level


@given(flag=st.sampled_from(FLAGS), marks=st.lists(st.sampled_from(".,!?;- "), max_size=4), shout=st.booleans())
@settings(max_examples=100, deadline=None)
def test_case_and_punctuation_do_not_matter(
    flag: tuple[str, str, TriageLevel], marks: list[str], *, shout: bool
) -> None:
    text = "".join(marks) + flag[0].replace(" and ", ", and ") + "".join(marks)
    verdict, plain = TRIAGE.judge(text.upper() if shout else text), TRIAGE.judge(flag[0])
    assert (verdict.level, verdict.category) == (plain.level, plain.category)


@given(text=st.text(max_size=120), others=st.lists(st.sampled_from([flag[0] for flag in FLAGS]), max_size=3))
@settings(max_examples=100, deadline=None)
def test_other_hypotheses_never_lower_the_level(text: str, others: list[str]) -> None:
    levels = [TRIAGE.judge(each).level for each in (text, *others)]
    assert TRIAGE.judge(text, others).level == max(levels)


@given(flag=st.sampled_from(FLAGS), padding=st.integers(0, 400))
@settings(max_examples=50, deadline=None)
def test_a_flag_is_found_in_a_long_rambling_talk(flag: tuple[str, str, TriageLevel], padding: int) -> None:
    talk = "and then we had some lovely tea with scones " * (padding // 9)
    assert TRIAGE.judge(talk + flag[0]).level >= URGENT


def test_the_same_words_give_the_same_verdict() -> None:
    assert TRIAGE.judge(FLAGS[0][0]) == Triage().judge(FLAGS[0][0])


def test_it_is_quick() -> None:
    texts = [flag[0] for flag in FLAGS] * 30
    spent = []
    for text in texts:
        begun = time.thread_time()
        TRIAGE.judge(text)
        spent.append(time.thread_time() - begun)
    assert sorted(spent)[int(len(spent) * 0.99)] <= 0.005


class Fixed:
    """An encoder of one opinion: the same scores for everything."""

    def __init__(self, none: float, urgent: float, emergency: float) -> None:
        self._level = np.array([none, urgent, emergency], np.float32)

    def encode(self, words: Sequence[str]) -> Encoded:
        category = np.eye(len(CATEGORIES), dtype=np.float32)[CATEGORIES.index("stroke")]
        return Encoded(np.zeros(384, np.float32), self._level, category, np.zeros((len(words), 3), np.float32))


ALARMED, WORRIED, CALM = Fixed(0, 0, 9), Fixed(0, 9, 0), Fixed(9, 0, 0)
ENCODERS = st.builds(Fixed, *[st.floats(-20, 20)] * 3)


@pytest.mark.parametrize(("encoder", "level"), [(WORRIED, URGENT), (ALARMED, EMERGENCY)])
def test_the_learned_part_raises_and_says_so(encoder: Fixed, level: TriageLevel) -> None:
    verdict = Triage(learned=Learned(encoder)).judge("My right hand has a mind of its own")
    assert (verdict.level, verdict.category) == (level, "stroke")
    assert "(learned)" in verdict.reason


def test_the_learned_part_keeps_silent_about_a_word_or_two() -> None:
    assert Triage(learned=Learned(ALARMED)).judge("on and off").level is NONE


def test_it_must_be_surer_where_the_talk_is_of_something_else() -> None:
    unsure = Triage(learned=Learned(Fixed(0, (RAISES_AT + DOUBTED_AT) / 2, -9)))
    assert unsure.judge("It all went wrong on me").level is URGENT
    assert unsure.judge("In the film it all went wrong").level is NONE


def test_it_may_make_an_emergency_of_what_is_urgent_and_keeps_the_category() -> None:
    text = "The carer left me in a wet bed all morning"
    assert Triage(learned=Learned(CALM)).judge(text).level is URGENT
    verdict = Triage(learned=Learned(ALARMED)).judge(text)
    assert (verdict.level, verdict.category) == (EMERGENCY, "abuse")


LEAD = "My leg has gone all numb and I do not know why"


def test_a_lead_needs_agreement_and_goes_into_the_summary_without_it() -> None:
    assert Triage(learned=Learned(CALM)).judge(LEAD).level is TriageLevel.WATCH
    agreed = Triage(learned=Learned(Fixed(0, 0, 0))).judge(LEAD)
    assert (agreed.level, agreed.category) == (EMERGENCY, "stroke")
    assert "(stroke.limb)" in agreed.reason


@given(text=st.one_of(st.text(max_size=60), st.sampled_from([flag[0] for flag in FLAGS])), encoder=ENCODERS)
@settings(max_examples=200, deadline=None)
def test_the_learned_part_never_lowers_the_level(text: str, encoder: Fixed) -> None:
    rules_alone = Triage(learned=Learned(CALM)).judge(text)
    assert Triage(learned=Learned(encoder)).judge(text).level >= rules_alone.level


@pytest.mark.parametrize(
    ("text", "category", "level"),
    [flag for flag in FLAGS if flag[1] not in ("death_wish", "confusion") and "pension" not in flag[0]],
)
def test_these_stand_without_any_model(text: str, category: str, level: TriageLevel) -> None:
    verdict = Triage(learned=Learned(CALM)).judge(text)
    assert (verdict.category, verdict.level) == (category, level)


def test_a_model_that_is_not_the_known_one_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("companion.dialogue.triage.encoder.SHA256", "0" * 64)
    with pytest.raises(ModelError, match="not the known one"):
        Triage()

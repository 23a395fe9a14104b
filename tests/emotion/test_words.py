"""The committed words model at the bedside: what it must see, and what it must not pretend to see."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from companion.emotion.taxonomy import LABELS
from companion.emotion.words import WordsEmotion
from companion.errors import ModelError
from models.emotion import words_model_path
from models.training.sanity import read_list

ELDERS = read_list(Path(__file__).parent / "elder_utterances.tsv")
NEGATIVE = {"anger", "disgust", "fear", "sadness"}


@pytest.fixture(scope="module")
def emotion() -> WordsEmotion:
    return WordsEmotion(words_model_path())


@pytest.mark.parametrize(
    ("text", "ekman"),
    [
        ("i feel a bit lonely today", "sadness"),
        ("thank you so much", "joy"),
        ("i am scared", "fear"),
        ("i am so angry", "anger"),
        ("that is disgusting", "disgust"),
        ("I'm so happy!", "joy"),
    ],
)
def test_plain_feelings_are_recognised(emotion: WordsEmotion, text: str, ekman: str) -> None:
    feeling = emotion.feel_text(text)
    assert (feeling.ekman, feeling.unsure) == (ekman, False)


@pytest.mark.parametrize("text", ["yes", "no", "Yes.", "no no", "about six", "it is moderate", "seven", "um yes well"])
def test_a_plain_answer_has_no_mood(emotion: WordsEmotion, text: str) -> None:
    feeling = emotion.feel_text(text)
    assert feeling.unsure or feeling.label == "neutral"


def test_an_answer_word_in_front_does_not_change_the_feeling(emotion: WordsEmotion) -> None:
    assert emotion.feel_text("no, I am happy") == emotion.feel_text("I am happy")


@pytest.mark.parametrize("text", ["i am not happy", "i'm not really happy", "i don't love it"])
def test_a_denied_feeling_is_not_claimed(emotion: WordsEmotion, text: str) -> None:
    feeling = emotion.feel_text(text)
    assert feeling.unsure or feeling.ekman != "joy"


@pytest.mark.parametrize(
    "text",
    [
        "me siento muy sola y triste hoy",
        "ich habe heute große angst und bin traurig",
        "je suis très heureuse aujourd'hui",
        "мне сегодня очень грустно",
        "私は今日とても悲しいです",
        "أنا حزين جدا اليوم",
        "xqzt vblorp snarfle gwib",
        "asdf jkl qwer uiop",
        "1234 5678 91011",
        "🜲🜳🜴",
    ],
)
def test_other_languages_and_noise_are_unsure(emotion: WordsEmotion, text: str) -> None:
    feeling = emotion.feel_text(text)
    assert feeling.unsure
    assert feeling.certainty == 0


def test_a_very_long_text_is_unsure(emotion: WordsEmotion) -> None:
    assert emotion.feel_text("i am so happy " * 1000).unsure


def test_one_word_passes_only_when_plain(emotion: WordsEmotion) -> None:
    assert emotion.feel_text("thanks").label == "gratitude"
    assert emotion.feel_text("fine").unsure


def test_unsure_still_gives_the_chance_of_every_label(emotion: WordsEmotion) -> None:
    assert tuple(emotion.feel_text("").scores) == LABELS


def test_pleasant_words_are_more_pleasant(emotion: WordsEmotion) -> None:
    assert emotion.feel_text("i am so happy").valence > 0.5
    assert emotion.feel_text("i feel so sad").valence < -0.5


def test_no_plain_fact_of_the_elders_list_is_called_unpleasant(emotion: WordsEmotion) -> None:
    facts = [emotion.feel_text(text) for fair, text in ELDERS if fair == {"neutral"}]
    assert len(facts) >= 10
    assert not [one.label for one in facts if not one.unsure and one.ekman in NEGATIVE]


def test_most_answers_on_the_elders_list_are_fair(emotion: WordsEmotion) -> None:
    """A sanity bar, not a measurement: the list is short and ours."""
    felt = [(fair, emotion.feel_text(text)) for fair, text in ELDERS]
    answered = [one.ekman in fair for fair, one in felt if not one.unsure]
    assert len(answered) >= len(ELDERS) / 3
    assert sum(answered) / len(answered) >= 0.6


def test_a_missing_model_is_one_plain_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        WordsEmotion(tmp_path / "words-linear.onnx")


def test_a_missing_graph_is_one_plain_sentence(tmp_path: Path) -> None:
    shutil.copy(words_model_path().with_suffix(".json"), tmp_path)
    with pytest.raises(ModelError, match="missing or damaged"):
        WordsEmotion(tmp_path / "words-linear.onnx")


@pytest.mark.parametrize("kept", [0, 100, 1_000_000])
def test_a_cut_off_model_is_one_plain_sentence(tmp_path: Path, kept: int) -> None:
    model = tmp_path / "words-linear.onnx"
    model.write_bytes(words_model_path().read_bytes()[:kept])
    shutil.copy(words_model_path().with_suffix(".json"), tmp_path)
    with pytest.raises(ModelError, match="put the committed file back"):
        WordsEmotion(model)


@pytest.mark.parametrize(
    "settings",
    [
        "",
        "[]",
        "{",
        json.dumps({"labels": ["joy"]}),
        json.dumps({"labels": LABELS}),
        json.dumps({"labels": LABELS, "thresholds": dict.fromkeys(LABELS, "x"), "certainty": {}}),
    ],
)
def test_broken_settings_are_one_plain_sentence(tmp_path: Path, settings: str) -> None:
    model = tmp_path / "words-linear.onnx"
    shutil.copy(words_model_path(), model)
    model.with_suffix(".json").write_text(settings, encoding="utf-8")
    with pytest.raises(ModelError, match="put the committed file back"):
        WordsEmotion(model)


def test_another_model_in_its_place_is_refused(tmp_path: Path) -> None:
    import onnx
    from onnx import TensorProto, helper

    value = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1])
    given = helper.make_tensor_value_info("y", TensorProto.FLOAT, [1])
    graph = helper.make_graph([helper.make_node("Identity", ["x"], ["y"])], "other", [value], [given])
    model = tmp_path / "words-linear.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), model)
    shutil.copy(words_model_path().with_suffix(".json"), tmp_path)
    with pytest.raises(ModelError, match="not a words model"):
        WordsEmotion(model)

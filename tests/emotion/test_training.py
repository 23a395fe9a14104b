"""The training code on a tiny made-up data set: it learns, calibrates, quantises, writes and says what it measured."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from companion.emotion.taxonomy import LABELS
from companion.emotion.words import WordsEmotion
from models.training import words_linear
from models.training.calibration import best_thresholds, calibration_error, f1_scores, platt, sigmoid
from models.training.logistic import Fit, minimise
from models.training.words_graph import dequantised

THINGS = ("tea", "soup", "garden", "window", "morning", "evening", "chair", "radio")
SAYINGS = {
    "joy": ("i am happy about the {}", "how glad i am of the {}"),
    "sadness": ("i am sad about the {}", "i weep over the {}"),
    "fear": ("i am afraid of the {}", "the {} frightens me"),
    "neutral": ("there is a {}", "it is the {}"),
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("goemotions")
    lines = [
        f"{saying.format(thing).capitalize()}!\t{LABELS.index(label)}\tid"
        for label, sayings in SAYINGS.items()
        for saying in sayings
        for thing in THINGS
    ]
    for name in ("train", "dev", "test"):
        repeat = 3 if name == "train" else 1
        with gzip.open(folder / f"{name}.tsv.gz", "wt", encoding="utf-8") as file:
            file.write("\n".join(lines * repeat) + "\n")
    return folder


@pytest.fixture(scope="module")
def model(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out")
    assert words_linear.main([str(data), "--out", str(out)]) == 0
    return out / "words-linear.onnx"


def test_it_learns_what_the_data_shows(model: Path) -> None:
    emotion = WordsEmotion(model)
    assert emotion.feel_text("i am afraid of the soup").label == "fear"
    assert emotion.feel_text("How glad I am of the radio!").label == "joy"
    assert emotion.feel_text("it is the chair").label == "neutral"


def test_labels_without_examples_are_never_claimed(model: Path) -> None:
    assert (
        max(WordsEmotion(model).feel_text("i am sad about the tea").scores[name] for name in ("grief", "pride")) < 0.1
    )


def test_the_card_gives_figures_of_both_forms(model: Path) -> None:
    card = (model.parent / "CARD-words-linear.md").read_text(encoding="utf-8")
    assert "| | written | spoken |" in card
    assert "macro-F1, 28 labels" in card
    assert "Known failures" in card


def test_training_again_gives_the_same_files(data: Path, model: Path, tmp_path: Path) -> None:
    words_linear.main([str(data), "--out", str(tmp_path)])
    for name in ("words-linear.onnx", "words-linear.json", "CARD-words-linear.md"):
        assert (tmp_path / name).read_bytes() == (model.parent / name).read_bytes()


def test_settings_name_labels_and_thresholds(model: Path) -> None:
    settings = json.loads(model.with_suffix(".json").read_text(encoding="utf-8"))
    assert settings["labels"] == list(LABELS)
    assert all(0 <= settings["thresholds"][label] <= 1 for label in LABELS)


def test_missing_data_is_one_plain_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert words_linear.main([str(tmp_path), "--out", str(tmp_path / "out")]) == 3
    assert "not a GoEmotions split" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_lbfgs_finds_the_bottom_of_a_bowl() -> None:
    steep = np.array([1.0, 10.0, 100.0])
    goal = np.array([3.0, -2.0, 0.5])

    def bowl(point: np.ndarray) -> tuple[float, np.ndarray]:
        away = point - goal
        return float(0.5 * (steep * away) @ away), steep * away

    assert minimise(bowl, np.zeros(3), Fit(tolerance=1e-9)) == pytest.approx(goal, abs=1e-5)


def test_platt_repairs_overconfidence() -> None:
    logits = np.repeat([4.0, -4.0], 1000)
    truth = np.concatenate([np.tile([True, True, True, False], 250), np.tile([False, False, False, True], 250)])
    slope, offset = platt(logits, truth)
    assert sigmoid(slope * logits + offset)[0] == pytest.approx(0.75, abs=0.02)
    assert sigmoid(slope * logits + offset)[-1] == pytest.approx(0.25, abs=0.02)


def test_threshold_separates_what_can_be_separated() -> None:
    chances = np.array([[0.1], [0.2], [0.6], [0.9]])
    truth = np.array([[False], [False], [True], [True]])
    threshold = best_thresholds(chances, truth)[0]
    assert threshold == pytest.approx(0.4)
    assert f1_scores(chances >= threshold, truth).tolist() == [1.0]


def test_calibration_error_is_the_gap_between_claim_and_truth() -> None:
    assert calibration_error(np.full(100, 0.9), np.arange(100) < 60, bins=1) == pytest.approx(0.3)
    assert calibration_error(np.full(100, 0.6), np.arange(100) < 60, bins=1) == pytest.approx(0.0)


def test_quantising_keeps_weights_within_half_a_step() -> None:
    weights = np.linspace(-2, 3, 60).reshape(20, 3)
    step = np.abs(weights).max(axis=0) / 127
    assert (np.abs(dequantised(weights) - weights) <= step / 2 + 1e-6).all()

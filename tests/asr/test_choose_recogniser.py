"""Which recogniser is taken, and what is said when a model is missing or damaged."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from companion.asr.choose import AdaptiveRecogniser, make_recogniser
from companion.asr.vosk import VoskRecogniser
from companion.errors import ModelError
from companion.messages import Expectation
from companion.settings import AsrSettings


@pytest.fixture(scope="module")
def vosk_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from models.build.vosk_from_pocketsphinx import build_vosk_model

    return build_vosk_model(tmp_path_factory.mktemp("models") / "tiny", ["yes", "no"])


def engine_of(recogniser: AdaptiveRecogniser) -> str:
    recogniser.start(Expectation())
    recogniser.accept(np.zeros(1600, dtype=np.int16))
    return recogniser.finish().engine


@pytest.mark.parametrize(
    ("engine", "installed", "taken"),
    [
        ("auto", False, "pocketsphinx"),
        ("auto", True, "vosk"),
        ("pocketsphinx", True, "pocketsphinx"),
        ("vosk", True, "vosk"),
    ],
)
def test_the_engine_follows_the_settings_and_what_is_installed(
    vosk_model: Path, engine: str, installed: bool, taken: str
) -> None:
    recogniser = make_recogniser(AsrSettings(engine=engine), vosk_model if installed else None)
    assert engine_of(recogniser) == taken
    assert isinstance(recogniser, AdaptiveRecogniser)


def test_vosk_without_a_model_says_what_to_do() -> None:
    with pytest.raises(ModelError, match="companion models pull"):
        make_recogniser(AsrSettings(engine="vosk"), None)


def test_an_incomplete_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"not a whole Vosk model: am/final\.mdl is missing"):
        VoskRecogniser(tmp_path)


def test_a_damaged_model_is_named(tmp_path: Path) -> None:
    for name in ("am/final.mdl", "conf/mfcc.conf", "conf/model.conf", "graph/HCLr.fst", "graph/Gr.fst"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("damaged")
    with pytest.raises(ModelError, match="cannot be loaded"):
        VoskRecogniser(tmp_path)

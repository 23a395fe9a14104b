"""Does it sound finished? The model that comes with the program, and files that are not it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.asr.unfinished import BUCKETS, HESITATIONS, Endings
from companion.errors import ModelError
from models.registry import Registry


@pytest.fixture(scope="module")
def endings(tmp_path_factory: pytest.TempPathFactory) -> Endings:
    return Endings.load(Registry(tmp_path_factory.mktemp("none")).builtin("endings"))


@pytest.mark.parametrize(
    ("unfinished", "finished"),
    [
        ("i slept badly because", "i slept badly because of my leg"),
        ("my daughter came to see", "my daughter came to see me"),
        ("i would like a cup of", "i would like a cup of tea"),
        ("i had some toast and", "i had some toast and tea"),
        ("the nurse gave me my", "the nurse gave me my tablets"),
        ("it hurts when i", "it hurts when i walk"),
        ("i am waiting for a", "i am waiting for a letter"),
        ("i do not", "i do not know"),
    ],
)
def test_what_breaks_off_sounds_less_finished(endings: Endings, unfinished: str, finished: str) -> None:
    assert endings.finished(unfinished) < 0.25
    assert endings.finished(finished) > 2 * endings.finished(unfinished)


@pytest.mark.parametrize("sound", sorted(HESITATIONS))
def test_who_hesitates_has_not_finished(endings: Endings, sound: str) -> None:
    assert endings.finished(f"i slept well {sound}") == 0.0


def test_nothing_said_is_nothing_finished(endings: Endings) -> None:
    assert endings.finished("") == endings.finished("  ") == 0.0


@given(text=st.text(max_size=200))
def test_any_text_has_a_probability(endings: Endings, text: str) -> None:
    assert 0.0 <= endings.finished(text) <= 1.0


@pytest.mark.parametrize(
    "content",
    [b"", b"no zip", None],
    ids=["empty", "garbage", "missing"],
)
def test_a_file_that_is_no_model_is_refused_in_one_sentence(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "endings.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelError, match="install the companion again"):
        Endings.load(path)


@pytest.mark.parametrize("weights", [np.zeros(3, np.int8), np.zeros(BUCKETS, np.float32)])
def test_a_model_of_another_version_is_refused(tmp_path: Path, weights: np.ndarray) -> None:
    path = tmp_path / "endings.npz"
    np.savez(path, weights=weights, scale=np.float32(1), bias=np.float32(0))
    with pytest.raises(ModelError, match="another version"):
        Endings.load(path)


def test_a_model_with_a_part_missing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "endings.npz"
    np.savez(path, weights=np.zeros(BUCKETS, np.int8))
    with pytest.raises(ModelError):
        Endings.load(path)

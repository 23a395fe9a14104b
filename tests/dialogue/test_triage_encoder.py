"""The sentence encoder: pieces, one pass for everything, and no model that is not the known one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.dialogue.triage import CATEGORIES, encoder
from companion.dialogue.triage.encoder import Encoder, built_in, known_file
from companion.dialogue.triage.encoder_pieces import MAX_PIECES, Pieces
from companion.errors import ModelError
from models.registry import Registry

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "breath", "##less", "##ing", "i", "am", "b", "##r"]
WORDS = st.lists(st.text("abcdefgh'0", min_size=1, max_size=50), max_size=90)


def test_the_longest_piece_is_taken_first() -> None:
    assert Pieces(VOCABULARY).of(["breathless"]) == [2, 4, 5, 3]
    assert Pieces(VOCABULARY).of(["i", "am", "br"]) == [2, 7, 8, 9, 10, 3]


def test_a_word_that_cannot_be_cut_is_unknown_as_a_whole() -> None:
    assert Pieces(VOCABULARY).of(["breathx", "am"]) == [2, 1, 8, 3]
    assert Pieces(VOCABULARY).of(["b" * 41]) == [2, 1, 3]


@given(words=WORDS)
def test_every_piece_belongs_to_a_word(words: list[str]) -> None:
    numbers, owners = Pieces(VOCABULARY).with_owners(words)
    assert len(numbers) == len(owners) + 2 <= MAX_PIECES
    assert owners == sorted(owners)
    assert set(owners) <= set(range(len(words)))


def test_a_vocabulary_without_ends_is_refused() -> None:
    with pytest.raises(KeyError):
        Pieces(["breath"])


def test_one_pass_gives_embedding_level_and_category() -> None:
    seen = built_in().encode("my chest is tight".split())
    assert seen.embedding.shape == (384,)
    assert seen.level.shape == (3,)
    assert seen.category.shape == (len(CATEGORIES),)
    assert seen.shares.shape == (4, 3)


@given(words=WORDS)
@settings(max_examples=40, deadline=None)
def test_any_words_are_encoded_and_alike_each_time(words: list[str]) -> None:
    first, second = built_in().encode(words), Encoder(known_file()).encode(words)
    assert np.isfinite(first.embedding).all()
    assert (first.embedding == second.embedding).all()
    assert (first.level == second.level).all()


def test_words_of_like_meaning_lie_together() -> None:
    cannot_rise, floor, tea = (
        built_in().encode(text.split()).embedding
        for text in ("i am down on the floor", "i have fallen and can not rise", "i would love a cup of tea")
    )

    def alike(one: encoder.Floats, other: encoder.Floats) -> float:
        return float(one @ other / (np.linalg.norm(one) * np.linalg.norm(other)))

    assert alike(cannot_rise, floor) > alike(floor, tea)


def test_the_manifest_knows_the_model() -> None:
    assert Registry(Path()).builtin("triage-encoder").read_bytes() == known_file().read_bytes()


def test_a_model_that_is_not_the_known_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "SHA256", "0" * 64)
    with pytest.raises(ModelError, match="not the known one"):
        known_file()


def test_a_model_that_is_missing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "FILE", "lost.onnx")
    with pytest.raises(ModelError, match="missing"):
        known_file()


@pytest.mark.parametrize("content", [b"", b"not a model", known_file().read_bytes()[: 1 << 20]])
def test_a_damaged_model_is_one_plain_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "model.onnx").write_bytes(content)
    with pytest.raises(ModelError, match="install the companion again"):
        Encoder(tmp_path / "model.onnx")

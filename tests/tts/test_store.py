"""Sentences kept on disk: there again as they were, or made anew; never half, never too many, never a text in clear."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.tts.spoken import Spoken
from companion.tts.store import SentenceStore, key_of
from companion.tts.visemes import Phone

LIMIT = 10_000_000
KEY = key_of("Good morning.", voice="espeak", words_per_minute=150)


def spoken(seconds: float = 0.5, *, seed: int = 0) -> Spoken:
    samples = np.random.default_rng(seed).integers(-2000, 2000, round(seconds * 22_050)).astype(np.int16)
    phones = (Phone(symbol="ˈɑː", start_s=0.0, end_s=0.2), Phone(symbol="", start_s=0.2, end_s=seconds))
    return Spoken(samples=samples, sample_rate_hz=22_050, phones=phones)


def test_what_was_kept_is_there_again_sample_for_sample(tmp_path: Path) -> None:
    parts = (spoken(0.5), spoken(0.2, seed=1))
    SentenceStore(tmp_path / "s", limit_bytes=LIMIT).put(KEY, (parts[0], spoken(0.0), parts[1]))
    found = SentenceStore(tmp_path / "s", limit_bytes=LIMIT).get(KEY)
    assert found is not None
    assert [(one.sample_rate_hz, one.phones) for one in found] == [(one.sample_rate_hz, one.phones) for one in parts]
    for one, part in zip(found, parts, strict=True):
        assert one.samples.dtype == np.int16
        assert np.array_equal(one.samples, part.samples)


def test_another_voice_rate_or_text_is_another_sentence() -> None:
    others = {
        key_of("Good morning.", voice="piper", words_per_minute=150),
        key_of("Good morning.", voice="espeak", words_per_minute=130),
        key_of("Good evening.", voice="espeak", words_per_minute=150),
    }
    assert len(others) == 3
    assert KEY not in others


def test_nothing_in_the_folder_tells_the_text_and_only_its_owner_may_look(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    SentenceStore(folder, limit_bytes=LIMIT).put(KEY, (spoken(),))
    (file,) = folder.iterdir()
    assert "morning" not in file.name
    assert b"orning" not in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


@given(place=st.floats(0, 0.999), value=st.integers(1, 255))
def test_a_damaged_sentence_is_removed_and_not_played(
    tmp_path_factory: pytest.TempPathFactory, place: float, value: int
) -> None:
    folder = tmp_path_factory.mktemp("s")
    store = SentenceStore(folder, limit_bytes=LIMIT)
    store.put(KEY, (spoken(0.05),))
    (file,) = folder.iterdir()
    content = bytearray(file.read_bytes())
    content[int(place * len(content))] ^= value
    file.write_bytes(content)
    assert store.get(KEY) is None
    assert KEY not in store
    assert not file.exists()


@pytest.mark.parametrize("kept", [0, 10, 60, 200])
def test_half_a_file_is_no_sentence(tmp_path: Path, kept: int) -> None:
    store = SentenceStore(tmp_path, limit_bytes=LIMIT)
    store.put(KEY, (spoken(),))
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:kept])
    assert store.get(KEY) is None


def test_the_oldest_go_when_there_are_too_many(tmp_path: Path) -> None:
    one = SentenceStore(tmp_path / "one", limit_bytes=LIMIT)
    one.put("0" * 64, (spoken(),))
    store = SentenceStore(tmp_path / "s", limit_bytes=round(2.5 * one.size_bytes))
    for number in range(4):
        store.put(f"{number:064}", (spoken(),))
    assert [f"{number:064}" in store for number in range(4)] == [False, False, True, True]
    assert len(list((tmp_path / "s").iterdir())) == 2
    assert not store.has_room


def test_a_sentence_larger_than_the_limit_drives_nothing_out_for_good(tmp_path: Path) -> None:
    store = SentenceStore(tmp_path, limit_bytes=1000)
    store.put(KEY, (spoken(5.0),))
    assert len(store) == 0
    assert store.size_bytes == 0


def test_a_disk_that_refuses_is_told_of_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("no folder")
    store = SentenceStore(tmp_path / "file" / "s", limit_bytes=LIMIT)
    with caplog.at_level(logging.WARNING):
        store.put(KEY, (spoken(),))
        store.put(KEY, (spoken(),))
    assert store.get(KEY) is None
    assert len(caplog.records) == 1
    assert "made when needed" in caplog.text
    assert not store.has_room


def test_files_of_others_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    store = SentenceStore(tmp_path, limit_bytes=10)
    store.put(KEY, (spoken(),))
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert len(store) == 0

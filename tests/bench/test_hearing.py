"""The hearing bench: how clips are dealt out, how noise is laid under them, how words and answers are counted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.audiofile import write_wav
from companion.bench.figures import word_errors
from companion.bench.hearing import main, questions
from companion.bench.hearing_data import Clip, Condition, Noises, Part, acted_clips, mixed, some, speech_clips
from companion.bench.hearing_score import (
    Heard,
    answer_figures,
    confidence_figures,
    matched,
    open_figures,
)
from companion.demo.journey import load_journey
from companion.errors import InputError
from companion.messages import SAMPLE_RATE_HZ, Samples, Transcript, Word

WORDS = st.lists(st.sampled_from(["yes", "no", "a", "pain"]), max_size=7)


def clip(text: str = "yes", name: str = "set", number: int = 0) -> Clip:
    path = Path(f"{name}-{number}.flac")
    return Clip(set=name, path=path, speaker="one", text=text, seconds=1.0, part=Part.DEV)


def heard(said: str, text: str, *, expected: bool = False, alternatives: Sequence[str] = ()) -> Heard:
    words = tuple(Word(text=word, start_s=0.0, end_s=0.1, confidence=0.8) for word in text.split())
    transcript = Transcript(
        text=text, confidence=0.8, engine="none", words=words, alternatives=tuple(alternatives), expected=expected
    )
    return Heard(clip=clip(said), transcript=transcript, frame_ms=(1.0,), finish_ms=2.0, work_s=0.1, audio_s=1.0)


def noisy(length: int, level: float, seed: int) -> Samples:
    return (np.random.default_rng(seed).standard_normal(length) * level).astype(np.int16)


@pytest.mark.data
def test_no_speaker_is_both_tuned_on_and_tested(speech_data: Path) -> None:
    clips = [one for one in (*speech_clips(speech_data), *acted_clips(speech_data)) if "unknown" not in one.speaker]
    tuned = {(one.set, one.speaker) for one in clips if one.part is Part.DEV}
    tested = {(one.set, one.speaker) for one in clips if one.part is Part.TEST}
    assert len(tuned) > 60
    assert len(tested) > 60
    assert not tuned & tested


@pytest.mark.data
def test_every_question_has_answers_or_is_answered_by_nobody(speech_data: Path) -> None:
    every = (*speech_clips(speech_data), *acted_clips(speech_data))
    inside = {
        question.name: sum(one.set in question.sets and one.text in question.phrases for one in every)
        for question in questions(every)
    }
    assert inside.pop("yes or no") == 0
    assert min(inside.values()) >= 100


@pytest.mark.data
def test_the_same_clip_has_the_same_noise(speech_data: Path) -> None:
    noises, speech = Noises(speech_data), noisy(16_000, 3000.0, seed=1)
    once = noises.under(clip(), speech, Condition.NOISE_5)
    assert np.array_equal(once, noises.under(clip(), speech, Condition.NOISE_5))
    assert not np.array_equal(once, noises.under(clip(number=1), speech, Condition.NOISE_5))
    assert np.array_equal(noises.under(clip(), speech, Condition.CLEAN), speech)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="COMPANION_DATA"):
        speech_clips(tmp_path)


@pytest.mark.parametrize("snr_db", [20.0, 5.0, 0.0])
def test_noise_is_laid_at_the_level_that_was_asked_for(snr_db: float) -> None:
    speech, noise = noisy(32_000, 2000.0, seed=2), noisy(9_000, 50.0, seed=3)
    difference = mixed(speech, noise, snr_db=snr_db).astype(float) - speech
    assert 10 * np.log10(np.mean(speech.astype(float) ** 2) / np.mean(difference**2)) == pytest.approx(snr_db, abs=0.3)


def test_silence_around_speech_does_not_make_its_noise_softer() -> None:
    speech, noise = noisy(16_000, 2000.0, seed=4), noisy(16_000, 500.0, seed=5)
    around = np.concatenate([np.zeros(64_000, dtype=np.int16), speech])
    alone = mixed(speech, noise, snr_db=10.0).astype(float) - speech
    with_silence = mixed(around, noise, snr_db=10.0).astype(float) - around
    assert np.std(with_silence) == pytest.approx(np.std(alone), rel=0.05)


def test_a_loud_mixture_is_made_softer_and_not_clipped() -> None:
    speech, noise = noisy(16_000, 9000.0, seed=6), noisy(16_000, 9000.0, seed=7)
    both = mixed(speech, noise, snr_db=0.0)
    assert np.sum(np.abs(both.astype(int)) >= 32767) <= 1


@pytest.fixture
def small_data(tmp_path: Path) -> Path:
    """A folder laid out like the recordings, with two clips of the demo's resident."""
    lines = {line.text: line.samples for line in load_journey("fall").lines if line.samples is not None}
    (tmp_path / "speech" / "vctk").mkdir(parents=True)
    rows = ["path\tspeaker\ttext\tseconds"]
    for number, said in enumerate(["Help, I have fallen.", "Yes, I hit my head."]):
        write_wav(tmp_path / f"speech/vctk/{number}.flac", lines[said], SAMPLE_RATE_HZ)
        rows.append(f"speech/vctk/{number}.flac\tunknown\t{said}\t1.5")
    (tmp_path / "speech" / "transcripts.tsv").write_text("\n".join(rows))
    for name in ("speech/picovoice_commands/slots", "emotion-audio/labels", "noise/noise"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / f"{name}.tsv").write_text("path\tspeaker\n")
    return tmp_path


def test_the_program_prints_tables_or_json(small_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--data", str(small_data), "--engine", "pocketsphinx"]
    assert main([*asked, "--task", "open"]) == 0
    table = capsys.readouterr().out.splitlines()
    assert table[0].startswith("| engine | condition | set | words | word_error_rate %")
    assert table[2].startswith("| pocketsphinx | clean | vctk | 4 |")
    assert main([*asked, "--task", "answer", "--part", "test", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (row,) = (row for row in rows if row.get("set") == "yes or no")
    assert (row["in_grammar"], row["out_of_grammar"]) == (0, 1)
    assert rows[-1]["memory_mb"]["this"] > 50


def test_a_missing_folder_is_one_sentence_and_an_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path)]) == InputError.exit_code
    assert capsys.readouterr().err.startswith("hearing: The table ")


def test_some_takes_evenly_from_each_set() -> None:
    clips = [clip(name="many", number=number) for number in range(10)] + [clip(name="few", number=0)]
    assert [one.path.name for one in some(clips, 2)] == ["many-0.flac", "many-5.flac", "few-0.flac"]
    assert len(some(clips, 0)) == len(clips)


def test_answers_are_right_wrong_or_rejected() -> None:
    rows = [
        heard("yes", "yes", expected=True),
        heard("yes", "no", expected=True),
        heard("no", "know", alternatives=["no"]),
        heard("no", "no"),
        heard("the weather", "yes", expected=True),
        heard("the weather", "whether"),
    ]
    found = answer_figures(rows, ["yes", "no"])
    assert (found["in_grammar"], found["right"], found["wrong"], found["rejected"]) == (4, 0.25, 0.25, 0.5)
    assert (found["text_right"], found["right_among_alternatives"]) == (0.5, 0.75)
    assert (found["out_of_grammar"], found["accepted"]) == (2, 0.5)


def test_open_speech_is_counted_in_words() -> None:
    found = open_figures([heard("i am not well", "i am well"), heard("yes", "yes")])
    assert (found["words"], found["word_error_rate"]) == (5, 0.2)
    assert found["real_time_factor"] == 0.1


def test_confidence_is_judged_word_by_word() -> None:
    found = confidence_figures([heard("yes no pain", "yes a pain")])
    assert found["judged_words"] == 3
    assert found["brier"] == pytest.approx((0.04 + 0.64 + 0.04) / 3, abs=1e-4)
    assert found["confident_right"] == pytest.approx(2 / 3, abs=1e-4)
    assert confidence_figures([heard("yes", "")]) == {"judged_words": 0}


@given(WORDS, WORDS)
def test_matched_words_are_those_of_a_shortest_edit_path(said: list[str], got: list[str]) -> None:
    right = matched(said, got)
    wrong, _ = word_errors(" ".join(said), " ".join(got))
    assert all(got[index] in said for index in right)
    assert max(len(said), len(got)) - len(right) <= wrong
    assert len(right) == len(got) if said == got else True

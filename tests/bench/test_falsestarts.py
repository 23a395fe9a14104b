"""The false-start bench: its sounds are where it says they are, its counts are of what was answered."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from companion.asr.nearness import level_of
from companion.bench.falsestarts import at, main
from companion.bench.falsestarts_hear import Listener
from companion.bench.falsestarts_replay import MET_S, Bedside, answers
from companion.bench.falsestarts_sounds import LEAD_S, RESIDENT_DB, Said, at_level, beside, louder
from companion.messages import SAMPLE_RATE_HZ, AnswerKind, Expectation, Samples, Transcript, Utterance


def noise(seconds: float, level_db: float = RESIDENT_DB) -> Samples:
    return at_level(np.random.default_rng(4).normal(0, 1000, round(seconds * SAMPLE_RATE_HZ)), level_db)


def said(name: str, seconds: float) -> Said:
    return Said(name=name, kind=AnswerKind.NONE, text="what time is it", samples=noise(seconds))


def heard(text: str, at_s: float, *, level_db: float = RESIDENT_DB, seconds: float = 2.0) -> Utterance:
    return Utterance(
        transcript=Transcript(text=text, confidence=0.7, engine="test"),
        started_s=at_s,
        ended_s=at_s + seconds,
        decided_s=at_s + seconds + 0.5,
        samples=noise(0.3, level_db),
    )


@pytest.mark.parametrize("tv_db", [None, -12.0])
def test_each_saying_is_where_its_spell_tells(tv_db: float | None) -> None:
    sound, spells = beside([said("one", 1.0), said("two", 2.0)], noise(30.0), softer_db=0.0, tv_db=tv_db)
    assert spells[-1].over_s == pytest.approx(len(sound) / SAMPLE_RATE_HZ)
    assert spells[1].starts_s == spells[0].over_s
    for spell in spells:
        spoken = sound[round(spell.begins_s * SAMPLE_RATE_HZ) : round(spell.ends_s * SAMPLE_RATE_HZ)]
        before = sound[round(spell.starts_s * SAMPLE_RATE_HZ) :][: round((LEAD_S - 0.1) * SAMPLE_RATE_HZ)]
        assert level_of(spoken) == pytest.approx(RESIDENT_DB, abs=0.6)
        assert level_of(before) < RESIDENT_DB - (30 if tv_db is None else 11)


def test_levels_are_moved_by_what_is_asked() -> None:
    assert level_of(louder(noise(1.0), -12.0)) == pytest.approx(RESIDENT_DB - 12, abs=0.2)
    moved = at(heard("yes", 1.0), 60.0, -6.0)
    assert (moved.started_s, moved.decided_s) == (61.0, 63.5)
    assert level_of(moved.samples) == pytest.approx(RESIDENT_DB - 6, abs=0.2)


@pytest.fixture
def bedside() -> Bedside:
    return Bedside("open", near=[noise(0.3)] * 3)


def test_a_request_is_answered_and_a_soft_television_is_not(bedside: Bedside) -> None:
    far = [heard("and now the weather", MET_S + 10.0 * number, level_db=-45.0) for number in range(5)]
    answered = bedside.hear([*far, heard("what time is it", MET_S + 60.0)], until_s=MET_S + 80.0)
    assert [one.utterance.transcript.text for one in answered] == ["what time is it"]
    assert answered[0].said


def test_what_ends_while_the_device_speaks_is_not_heard(bedside: Bedside) -> None:
    asked = heard("what time is it", MET_S, seconds=1.0)
    through = heard("what day is it today", MET_S + 2.2, seconds=1.0)
    assert len(bedside.hear([asked, through], until_s=MET_S + 20.0)) == 1


@pytest.mark.parametrize(
    ("kind", "text", "taken"),
    [
        (AnswerKind.YES_NO, "yes please", True),
        (AnswerKind.YES_NO, "and now the weather", False),
        (AnswerKind.SCALE, "about a six", True),
    ],
)
def test_what_counts_as_taken_is_what_the_dialogue_takes(kind: AnswerKind, text: str, taken: bool) -> None:
    assert answers(text, kind) is taken


def test_a_kept_decode_that_is_not_whole_is_refused(tmp_path: Path) -> None:
    class Deaf(Listener):
        def _listen(self, sound: Samples, expectation: Expectation, *, others_talk: bool) -> list[Utterance]:
            return [heard("yes", 0.0, seconds=0.2)]

    listener, sound = Deaf(tmp_path), noise(2.0)
    (kept,) = listener.hear(sound, Expectation(phrases=("yes",)))
    assert (kept.transcript.text, len(kept.samples)) == ("yes", round(0.3 * SAMPLE_RATE_HZ))
    (file,) = tmp_path.glob("*.json")
    assert file.stat().st_mode & 0o077 == 0
    file.write_text(json.dumps([{"transcript": {}}]))
    with pytest.raises(ValueError, match="not whole"):
        listener.hear(sound, Expectation(phrases=("yes",)))


def test_without_data_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path), "--cache", str(tmp_path)]) != 0
    assert "COMPANION_DATA" in capsys.readouterr().err

"""The Vosk model made from the pocketsphinx package: libvosk itself loads it and hears the demo's recordings."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from vosk import KaldiRecognizer, Model, SetLogLevel

from companion.audiofile import read_audio
from companion.bench.figures import word_errors
from companion.demo.journey import Line, journey_names, load_journey
from companion.errors import InputError, ModelError, OutputError
from companion.messages import SAMPLE_RATE_HZ, Samples
from models.build.sphinx_files import read_acoustic_model
from models.build.vosk_from_pocketsphinx import LICENCE_FILE, build_vosk_model, main
from models.importing import Import, import_model
from models.registry import Registry, sha256_of

LINES = [line for name in journey_names() for line in load_journey(name).lines if line.samples is not None]


def words_of(text: str) -> str:
    return " ".join(re.sub(r"[^a-z' ]", " ", text.lower()).split())


PHRASES = sorted({words_of(line.text) for line in LINES})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    words = {word for phrase in PHRASES for word in phrase.split()}
    return build_vosk_model(tmp_path_factory.mktemp("vosk") / "from-pocketsphinx", words)


@pytest.fixture(scope="module")
def model(folder: Path) -> Model:
    SetLogLevel(-1)
    # By path only: asked by name, the library would look for a model on the network.
    return Model(model_path=str(folder))


def hear(model: Model, samples: Samples | None, *phrases: str) -> dict[str, Any]:
    grammar = [json.dumps(phrases)] if phrases else []
    recogniser = KaldiRecognizer(model, SAMPLE_RATE_HZ, *grammar)
    recogniser.SetWords(True)
    assert samples is not None
    recogniser.AcceptWaveform(samples.tobytes())
    found: dict[str, Any] = json.loads(recogniser.FinalResult())
    return found


@pytest.mark.parametrize("said", ["Help, I have fallen.", "No, I cannot get up.", "Yes, a little, in my knee."])
def test_libvosk_hears_an_expected_phrase(model: Model, said: str) -> None:
    (line,) = (line for line in LINES if line.text == said)
    assert hear(model, line.samples, *PHRASES)["text"] == words_of(said)


def test_of_all_the_recordings_libvosk_hears_nearly_every_one(model: Model) -> None:
    wrong = [line.text for line in LINES if hear(model, line.samples, *PHRASES)["text"] != words_of(line.text)]
    assert len(LINES) >= 20
    assert len(wrong) <= 3


def test_words_have_times_in_the_sound_and_confidences(model: Model) -> None:
    line = _line("Yes, I am on the floor.")
    words = hear(model, line.samples, *PHRASES)["result"]
    times = [time for word in words for time in (word["start"], word["end"])]
    assert times == sorted(times)
    assert 0 <= times[0] < times[-1] <= line.seconds
    assert all(0 < word["conf"] <= 1 for word in words)


@pytest.mark.data
def test_real_people_of_many_voices_are_heard(speech_data: Path, tmp_path: Path) -> None:
    """RAVDESS, plain voices only. Not an accuracy claim: two sentences, and the better of them is asked for."""
    with (speech_data / "emotion-audio" / "labels.tsv").open(encoding="utf-8") as table:
        rows = [row for row in csv.DictReader(table, delimiter="\t") if row["corpus"] == "ravdess"]
    plain = [row for row in rows if row["emotion"] == "neutral"]
    sentences = sorted({words_of(row["text"]) for row in plain})
    model = Model(model_path=str(build_vosk_model(tmp_path / "two", " ".join(sentences).split())))
    counts = [
        word_errors(row["text"], hear(model, read_audio(speech_data / row["path"]), *sentences)["text"])
        for row in plain
    ]
    assert len({row["speaker"] for row in plain}) > 10
    assert sum(wrong for wrong, _ in counts) / sum(said for _, said in counts) < 0.25


def test_what_no_phrase_says_is_unknown(model: Model) -> None:
    heard = hear(model, _line("Yes, I had some porridge and tea.").samples, "help", "stop", "[unk]")["text"]
    assert "[unk]" in heard


@pytest.mark.parametrize("phrases", [(), ("yes", "no", "[unk]")])
def test_digital_silence_is_no_words(model: Model, phrases: tuple[str, ...]) -> None:
    assert hear(model, np.zeros(2 * SAMPLE_RATE_HZ, dtype=np.int16), *phrases)["text"] == ""


def test_silence_around_the_words_changes_nothing(model: Model) -> None:
    line = _line("I am scared.")
    quiet = np.zeros(3 * SAMPLE_RATE_HZ, dtype=np.int16)
    assert line.samples is not None
    assert hear(model, np.concatenate([quiet, line.samples, quiet[:8000]]), *PHRASES)["text"] == "i am scared"


def test_a_word_it_was_not_built_for_is_not_in_it(model: Model) -> None:
    assert model.vosk_model_find_word("fallen") > 0
    assert model.vosk_model_find_word("aardvark") == -1


def test_the_same_words_make_the_same_files(tmp_path: Path) -> None:
    one = build_vosk_model(tmp_path / "one", ["yes", "no"])
    other = build_vosk_model(tmp_path / "other", iter(["NO", "yes", "no"]))
    assert _digests(one) == _digests(other)


def test_both_licence_notices_go_with_it(folder: Path) -> None:
    text = (folder / LICENCE_FILE).read_text(encoding="utf-8")
    assert "Carnegie Mellon University" in text
    assert "Alpha Cephei" in text


def test_the_registry_takes_it_from_an_owner_who_vouches_for_it(folder: Path, tmp_path: Path) -> None:
    registry = Registry(tmp_path / "models")
    made = import_model(registry, Import(source=folder, trust=True))
    assert made.engine == "vosk"
    assert registry.find("asr", "en") == made.path


@pytest.mark.parametrize(("words", "named"), [(["yes", "xyzzyq", "qqq"], "qqq, xyzzyq"), ([], "at least one word")])
def test_words_nobody_can_say_are_named_and_nothing_is_left(tmp_path: Path, words: list[str], named: str) -> None:
    with pytest.raises(InputError, match=named):
        build_vosk_model(tmp_path / "model", words)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_already_is_left_as_it_was(tmp_path: Path) -> None:
    other = tmp_path / "model" / "mine.txt"
    other.parent.mkdir()
    other.write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="model"):
        build_vosk_model(tmp_path / "model", ["yes"])
    assert list(tmp_path.rglob("*")) == [other.parent, other]


def test_it_runs_as_a_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "model"), "yes", "no"]) == 0
    assert "models import" in capsys.readouterr().out
    assert (tmp_path / "model" / "am" / "final.mdl").stat().st_size > 1_000_000
    assert main([str(tmp_path / "other"), "xyzzyq"]) == InputError.exit_code
    assert "xyzzyq" in capsys.readouterr().err


def test_the_mixture_weights_are_weights() -> None:
    model = read_acoustic_model(_sphinx_folder())
    sums = np.exp(model.log_weights).sum(axis=1)
    assert ((sums > 0.8) & (sums < 1.1)).all()


@pytest.mark.parametrize("name", ["means", "variances", "mdef", "sendump"])
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(length=st.integers(0, 900), start=st.sampled_from([b"", b"\xff\xff\xff\xff"]))
def test_a_damaged_acoustic_model_is_one_plain_error(name: str, tmp_path: Path, length: int, start: bytes) -> None:
    for file in _sphinx_folder().iterdir():
        content = file.read_bytes()
        # Everything that is read of mdef stands in its first kilobyte.
        (tmp_path / file.name).write_bytes(start + content[len(start) : length] if file.name == name else content)
    with pytest.raises(ModelError):
        read_acoustic_model(tmp_path)


def test_a_missing_acoustic_model_is_one_plain_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        read_acoustic_model(tmp_path)


def _line(text: str) -> Line:
    (found,) = (line for line in LINES if line.text == text)
    return found


def _digests(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): sha256_of(path) for path in folder.rglob("*") if path.is_file()}


def _sphinx_folder() -> Path:
    from pocketsphinx import get_model_path

    return Path(get_model_path("en-us/en-us"))

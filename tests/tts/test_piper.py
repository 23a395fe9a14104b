"""Piper voices: the tiny real one, and all that can be wrong with a voice's files."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from companion.errors import ModelError
from companion.messages import MouthShape, Prompt
from companion.settings import TtsSettings
from companion.tts.choose import make_synthesiser
from companion.tts.piper import PiperEngine
from companion.tts.piper_voice import load_voice, speaker_of


@pytest.fixture
def voice(tiny_voice: Path, tmp_path: Path) -> Path:
    """A copy that a test may damage."""
    for file in (tiny_voice, Path(f"{tiny_voice}.json")):
        shutil.copy(file, tmp_path)
    return tmp_path / tiny_voice.name


def reconfigure(voice: Path, **changes: Any) -> None:
    path = Path(f"{voice}.json")
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes), encoding="utf-8")


def refused(voice: Path) -> str:
    with pytest.raises(ModelError) as caught:
        PiperEngine(voice, TtsSettings())
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence


def test_the_tiny_voice_is_a_piper_voice_with_alignments(tiny_voice: Path) -> None:
    assert tiny_voice.stat().st_size < 400_000
    for audio in load_voice(tiny_voice).synthesize("Good morning. It is time for tea.", include_alignments=True):
        assert audio.phoneme_alignments
        assert sum(part.num_samples for part in audio.phoneme_alignments) == len(audio.audio_float_array)


def test_without_noise_the_tiny_voice_repeats_itself_exactly(tiny_voice: Path) -> None:
    from piper import SynthesisConfig

    voice = load_voice(tiny_voice)
    quiet = SynthesisConfig(noise_scale=0.0, length_scale=1.3)
    first, second = (next(iter(voice.synthesize("Good morning", quiet))) for _ in range(2))
    assert np.array_equal(first.audio_float_array, second.audio_float_array)
    quick = next(iter(voice.synthesize("Good morning", SynthesisConfig(noise_scale=0.0, length_scale=0.8))))
    assert len(quick.audio_float_array) < len(first.audio_float_array)


def test_a_voice_without_alignments_still_moves_the_mouth(voice: Path) -> None:
    import onnx

    model = onnx.load(str(voice))
    del model.graph.output[1]
    onnx.save(model, str(voice))
    chunks = list(make_synthesiser(TtsSettings(), voice).speak(Prompt(text="Mama may be home before five.")))
    shapes = [cue.shape for chunk in chunks for cue in chunk.cues]
    assert shapes.count(MouthShape.A) >= 5
    assert shapes[-1] is MouthShape.X


def test_a_missing_voice_is_named(tmp_path: Path) -> None:
    assert "nowhere.onnx" in refused(tmp_path / "nowhere.onnx")


def test_a_missing_description_is_named(voice: Path) -> None:
    Path(f"{voice}.json").unlink()
    assert "description" in refused(voice)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"null", b"\xff\xfe", b'{"audio": 3}'])
def test_a_damaged_description_is_refused(voice: Path, content: bytes) -> None:
    Path(f"{voice}.json").write_bytes(content)
    assert "damaged" in refused(voice)


@pytest.mark.parametrize("kept", [0, 100, 50_000])
def test_a_damaged_model_is_refused(voice: Path, kept: int) -> None:
    voice.write_bytes(voice.read_bytes()[:kept])
    assert "Install" in refused(voice)


def test_a_model_that_is_no_voice_is_refused(voice: Path) -> None:
    import onnx
    from onnx import TensorProto, helper

    value = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1]) for name in ("a", "b")]
    graph = helper.make_graph([helper.make_node("Neg", ["a"], ["b"])], "other", value[:1], value[1:])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)])
    model.ir_version = 8
    onnx.save(model, str(voice))
    assert "is not a Piper voice" in refused(voice)


def test_a_voice_that_would_download_its_reader_is_refused(voice: Path) -> None:
    reconfigure(voice, phoneme_type="pinyin")
    assert "offline" in refused(voice)


def test_a_voice_of_an_unknown_language_is_refused(voice: Path) -> None:
    reconfigure(voice, espeak={"voice": "xx-nowhere"})
    assert "cannot speak" in refused(voice)


def test_a_voice_whose_phonemes_the_model_does_not_know_is_refused(voice: Path) -> None:
    path = Path(f"{voice}.json")
    numbers = json.loads(path.read_text(encoding="utf-8"))["phoneme_id_map"]
    reconfigure(voice, phoneme_id_map={symbol: [ids[0] + 9_000] for symbol, ids in numbers.items()})
    assert "cannot speak" in refused(voice)


@pytest.mark.parametrize(
    ("known", "count", "says"), [({}, 1, "it has one only"), ({"ann": 0, "bob": 1}, 2, "ann, bob")]
)
def test_a_speaker_that_the_voice_does_not_have_is_told(
    voice: Path, known: dict[str, int], count: int, says: str
) -> None:
    reconfigure(voice, speaker_id_map=known, num_speakers=count)
    with pytest.raises(ModelError, match=says):
        PiperEngine(voice, TtsSettings(speaker="carl"))


@pytest.mark.parametrize(("wanted", "number"), [("bob", 1), ("1", 1), (None, 0)])
def test_a_speaker_is_found_by_name_or_number(voice: Path, wanted: str | None, number: int) -> None:
    reconfigure(voice, speaker_id_map={"ann": 0, "bob": 1}, num_speakers=2)
    assert speaker_of(load_voice(voice), wanted, voice.name) == number


def test_livelier_settings_are_another_voice_to_what_is_kept(voice: Path) -> None:
    plain, lively = (PiperEngine(voice, TtsSettings(noise=noise)).fingerprint for noise in (None, 0.9))
    assert plain != lively

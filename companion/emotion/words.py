"""Emotion from words: a small linear model over hashed words and letter groups, and the sense to say "unsure"."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from companion.emotion.features import Counts, Keys, TextFeatures, features, find, held, without_answer_words
from companion.emotion.taxonomy import EKMAN, LABELS, valence_of
from companion.errors import ModelError
from companion.messages import Feeling, Utterance

MOST_CHARACTERS = 2000
"""A longer text is no utterance (some three minutes of speech), and is not looked at."""

LEAST_KNOWN = 0.6
"""Share of words the model must have met in training; below it the text is another language, or noise."""

LEAST_CERTAIN = 0.5
"""A guess more likely wrong than right is none."""

LEAST_CERTAIN_ALONE = 0.9
"""One word says little without its voice: "fine". Only the plainest pass: "thanks"."""


@dataclass(frozen=True, slots=True)
class _Card:
    """What lies beside the model: made when it was trained."""

    thresholds: NDArray[np.float32]
    certainty_slope: float
    certainty_offset: float

    def certainty(self, chance: float) -> float:
        """How likely the likeliest label is right: its chance, corrected for having been picked as the largest."""
        chance = min(max(chance, 1e-6), 1 - 1e-6)
        logit = math.log(chance / (1 - chance))
        return 1 / (1 + math.exp(-(self.certainty_slope * logit + self.certainty_offset)))


class WordsEmotion:
    """Implements `ports.Emotion` on the words alone. One thread, no state between utterances, P3: keeps no text."""

    def __init__(self, model_path: Path) -> None:
        """Load `<model>.onnx` and the `<model>.json` beside it. Raises ModelError.

        Whether the files are the known ones (P11) was asked by the model registry, which gave the path.
        """
        self._card = _read_card(model_path.with_suffix(".json"))
        self._session = _open(model_path)
        self._words, self._pieces, self._nothing = self._learn_vocabularies(model_path)

    def feel(self, utterance: Utterance) -> Feeling:
        """The feeling in the utterance's transcript."""
        return self.feel_text(utterance.transcript.text)

    def feel_text(self, text: str) -> Feeling:
        """The feeling in a text of any kind; unsure when it is empty, too long, or not known English."""
        if len(text) > MOST_CHARACTERS:
            return self._no_idea()
        seen = features(without_answer_words(text))
        if not self._knows(seen):
            return self._no_idea()
        return self._judge(self._chances(seen), alone=len(seen.single_words) == 1)

    def _knows(self, seen: TextFeatures) -> bool:
        count = len(seen.single_words)
        return count > 0 and int(held(seen.single_words, self._words).sum()) >= LEAST_KNOWN * count

    def _judge(self, chances: NDArray[np.float32], *, alone: bool) -> Feeling:
        above = chances >= self._card.thresholds
        best = int(np.argmax(chances))
        certainty = self._card.certainty(float(chances[best]))
        enough = LEAST_CERTAIN_ALONE if alone else LEAST_CERTAIN
        scores = _by_label(chances)
        return Feeling(
            label=LABELS[best],
            certainty=certainty,
            unsure=not above[best] or certainty < enough,
            labels=tuple(label for label, clears in zip(LABELS, above, strict=True) if clears),
            ekman=EKMAN[LABELS[best]],
            valence=valence_of(scores),
            scores=MappingProxyType(scores),
        )

    def _no_idea(self) -> Feeling:
        """Unsure; the scores are what is likely of any text, before one word of it is read."""
        return Feeling(label="neutral", certainty=0.0, unsure=True, scores=MappingProxyType(_by_label(self._nothing)))

    def _chances(self, seen: TextFeatures) -> NDArray[np.float32]:
        feed = {**_feed("words", seen.words, self._words), **_feed("pieces", seen.pieces, self._pieces)}
        chances: NDArray[np.float32] = self._session.run(["chances"], feed)[0]
        return chances

    def _learn_vocabularies(self, path: Path) -> tuple[Keys, Keys, NDArray[np.float32]]:
        """The model carries its own feature keys and gives them out, so that one file is one model."""
        empty = Counts(np.empty(0, np.uint32), np.empty(0, np.float32))
        feed = {**_feed("words", empty, empty.keys), **_feed("pieces", empty, empty.keys)}
        wanted = ["words_vocabulary", "pieces_vocabulary", "chances"]
        if {output.name for output in self._session.get_outputs()} != set(wanted):
            raise ModelError(f"The model {path} is not a words model of this companion; put the committed file back.")
        words, pieces, chances = self._session.run(wanted, feed)
        if chances.shape != (len(LABELS),):
            raise ModelError(f"The model {path} does not know these {len(LABELS)} labels; put the committed file back.")
        return words, pieces, chances


def _feed(name: str, counts: Counts, vocabulary: Keys) -> dict[str, NDArray[Any]]:
    places, times = find(counts, vocabulary)
    return {f"{name}_places": places, f"{name}_times": times}


def _by_label(chances: NDArray[np.float32]) -> dict[str, float]:
    return {label: float(chance) for label, chance in zip(LABELS, chances, strict=True)}


def _read_card(path: Path) -> _Card:
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
        if tuple(card["labels"]) != LABELS:
            raise ModelError(f"The model settings {path} name other labels; put the committed file back.")
        thresholds = np.array([card["thresholds"][label] for label in LABELS], np.float32)
        certainty = card["certainty"]
        return _Card(thresholds, float(certainty["slope"]), float(certainty["offset"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"The model settings {path} cannot be read; put the committed file back.") from error


def _open(path: Path) -> Any:
    """An ONNX Runtime session with one thread and no arena: two threads only add jitter, the arena only memory."""
    import onnxruntime
    from onnxruntime.capi import onnxruntime_pybind11_state as broken

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except (
        OSError,
        ValueError,
        broken.Fail,
        broken.InvalidArgument,
        broken.InvalidGraph,
        broken.InvalidProtobuf,
        broken.NoSuchFile,
        broken.NotImplemented,
        broken.RuntimeException,
    ) as error:
        raise ModelError(f"The emotion model {path} is missing or damaged; put the committed file back.") from error

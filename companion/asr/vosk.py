"""Speech to text with Vosk: the expected answers' grammar and free decoding side by side, on one model."""

from __future__ import annotations

import json
import math
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import TypeAlias, TypeVar

from vosk import KaldiRecognizer, Model, SetLogLevel

from companion.asr.completeness_wrapping import SAID_AFTER, SAID_BEFORE
from companion.errors import ModelError
from companion.messages import SAMPLE_RATE_HZ, Expectation, Samples, Transcript, Vocabulary, Word

ENGINE = "vosk"
ACCEPT = 0.5
"""The grammar's phrase is taken when its words have at least this confidence and none of them is unknown."""
_UNKNOWN = "[unk]"
_GRAMMARS = 16
_ALTERNATIVES = 4
_HYPOTHESES = 10
"""Asked of the library; more than are passed on, for the words' confidence is counted from them."""
_FILES = ("am/final.mdl", "conf/mfcc.conf", "conf/model.conf", "graph")
_DYNAMIC_GRAPH = "graph/HCLr.fst"
"""Models with a static graph take no grammar."""

NOTHING_YET = Transcript(text="", confidence=0.0, engine=ENGINE)

_Result: TypeAlias = dict[str, object]
_T = TypeVar("_T")


class VoskRecogniser:
    """Implements Recogniser with a Vosk model from the disk; never fetches one."""

    def __init__(self, model_path: Path) -> None:
        """Load the model in this folder. Raises ModelError."""
        missing = [name for name in _FILES if not (model_path / name).exists()]
        if missing:
            raise ModelError(f"The folder {model_path} is not a whole Vosk model: {missing[0]} is missing.")
        # Its log would quote what was said (P3).
        SetLogLevel(-1)
        # By path only: asked by name or language, the library looks for a model on the network.
        self._model: Model = _or_model_error(lambda: Model(model_path=str(model_path)), model_path)
        self._path = model_path
        self._takes_grammar = (model_path / _DYNAMIC_GRAPH).exists()
        self._free = _Stream(self._recogniser(), alternatives=True)
        self._ready: OrderedDict[tuple[str, ...], _Stream] = OrderedDict()
        self._grammar: _Stream | None = None
        self._partial = NOTHING_YET

    def forget(self) -> None:
        """Forget the voice and the room that were adapted to: Vosk starts every utterance afresh anyway."""
        self.start(Expectation())

    def learn(self, words: Vocabulary) -> None:  # noqa: ARG002 - it has the words it was built with
        """Nothing: which words there are is fixed when the model is built. What was begun is dropped."""
        self.forget()

    def start(self, expectation: Expectation) -> None:
        """Begin an utterance; what was begun and not finished is dropped."""
        self._grammar = self._grammar_for(expectation)
        self._partial = NOTHING_YET
        for stream in self._streams():
            stream.reset()

    def accept(self, samples: Samples) -> Transcript:
        """Take the next samples (any length) and return the transcript so far, without alternatives."""
        if len(samples):
            for stream in self._streams():
                stream.accept(samples)
            self._partial = self._so_far()
        return self._partial

    def _so_far(self) -> Transcript:
        # Asked for partial words, the library gives neither words nor text on a model without a phone table.
        expected = self._grammar.partial() if self._grammar else ""
        sure = bool(expected) and _UNKNOWN not in expected
        text = expected if sure else _without_unknown(self._free.partial())
        return Transcript(text=text, confidence=ACCEPT if text else 0.0, engine=ENGINE, expected=sure)

    def finish(self) -> Transcript:
        """End the utterance. Word times are seconds from the first sample given."""
        free = _without_unknown_words(self._free.finish())
        expected = self._grammar.finish() if self._grammar else ()
        taken = bool(expected) and _confidence(expected) >= ACCEPT and all(word.text != _UNKNOWN for word in expected)
        words = expected if taken else free
        text = _text(words)
        others = (_text(free), _without_unknown(_text(expected)), *map(_without_unknown, self._free.others))
        self._partial = NOTHING_YET
        for stream in self._streams():
            stream.reset()
        return Transcript(
            text=text,
            confidence=_confidence(words),
            engine=ENGINE,
            words=words,
            alternatives=tuple(dict.fromkeys(other for other in others if other and other != text))[:_ALTERNATIVES],
            expected=taken,
        )

    def close(self) -> None:
        """Let go of the streams; the model goes with the last of them."""
        self._ready.clear()
        self._grammar = None

    def _streams(self) -> tuple[_Stream, ...]:
        return (self._free, self._grammar) if self._grammar else (self._free,)

    def _grammar_for(self, expectation: Expectation) -> _Stream | None:
        # libvosk makes a bigram of the phrases: what people put around an answer may then stand on either side of it.
        around = (*SAID_BEFORE, *SAID_AFTER) if expectation.answers else ()
        phrases = tuple(dict.fromkeys((*expectation.phrases, *around)))
        if not phrases or not self._takes_grammar:
            return None
        if phrases not in self._ready:
            known = [phrase for phrase in phrases if all(map(self._knows, phrase.split()))]
            if not known:
                return None
            self._ready[phrases] = _Stream(self._recogniser(json.dumps([*known, _UNKNOWN])), alternatives=False)
            if len(self._ready) > _GRAMMARS:
                self._ready.popitem(last=False)
        self._ready.move_to_end(phrases)
        return self._ready[phrases]

    def _knows(self, word: str) -> bool:
        return int(self._model.vosk_model_find_word(word)) >= 0

    def _recogniser(self, *grammar: str) -> KaldiRecognizer:
        return _or_model_error(lambda: KaldiRecognizer(self._model, SAMPLE_RATE_HZ, *grammar), self._path)


class _Stream:
    """One Kaldi recogniser. Joins what Vosk's own endpointing cuts apart: our end of turn decides, not its."""

    def __init__(self, kaldi: KaldiRecognizer, *, alternatives: bool) -> None:
        self._kaldi = kaldi
        self._kaldi.SetWords(True)
        if alternatives:
            self._kaldi.SetMaxAlternatives(_HYPOTHESES)
        self._results: list[_Result] = []
        self._taken = 0
        self._began_s = 0.0
        self.others: tuple[str, ...] = ()

    def reset(self) -> None:
        self._kaldi.Reset()
        self._results, self.others = [], ()
        # Kaldi's times count from the recogniser's first sample ever, not from the utterance's.
        self._began_s = self._taken / SAMPLE_RATE_HZ

    def accept(self, samples: Samples) -> None:
        self._taken += len(samples)
        if self._kaldi.AcceptWaveform(samples.tobytes()):
            self._results.append(json.loads(self._kaldi.Result()))

    def partial(self) -> str:
        so_far = [_text(_words(result)) for result in self._results]
        return " ".join([*so_far, json.loads(self._kaldi.PartialResult()).get("partial", "")]).strip()

    def finish(self) -> tuple[Word, ...]:
        """All words; `others` then holds the other hypotheses, where the utterance was not cut apart."""
        self._results.append(json.loads(self._kaldi.FinalResult()))
        spoken = [result for result in self._results if _words(result)]
        self.others = tuple(_texts(spoken[0])[1:]) if len(spoken) == 1 else ()
        words = tuple(word for result in spoken for word in _words(result))
        return tuple(replace(word, start_s=self._since(word.start_s), end_s=self._since(word.end_s)) for word in words)

    def _since(self, kaldi_s: float) -> float:
        return max(0.0, round(kaldi_s - self._began_s, 3))


def _or_model_error(make: Callable[[], _T], path: Path) -> _T:
    try:
        return make()
    except Exception as error:
        # The library raises nothing narrower; a mistake of ours is a subclass and goes on.
        if type(error) is not Exception:
            raise
    raise ModelError(f"The Vosk model in {path} cannot be loaded; pull or import it again.")


def _hypotheses(result: _Result) -> list[_Result]:
    """Best first. With alternatives asked for, Vosk nests them; otherwise the result is the only one."""
    found = result.get("alternatives", [result])
    return found if isinstance(found, list) else []


def _texts(result: _Result) -> list[str]:
    return [str(each.get("text", "")).strip() for each in _hypotheses(result)]


def _words(result: _Result) -> tuple[Word, ...]:
    hypotheses = _hypotheses(result)
    parts = hypotheses[0].get("result", []) if hypotheses else []
    if not isinstance(parts, list):
        return ()
    certainties = word_shares(
        [str(each.get("text", "")).split() for each in hypotheses],
        [float(score) for each in hypotheses if isinstance(score := each.get("confidence", 0.0), int | float)],
    )
    return tuple(
        Word(
            text=part["word"],
            start_s=part["start"],
            end_s=part["end"],
            confidence=min(1.0, max(0.0, part.get("conf", certainty))),
        )
        for part, certainty in zip(parts, certainties, strict=False)
    )


def word_shares(texts: Sequence[Sequence[str]], scores: Sequence[float]) -> tuple[float, ...]:
    """For each word of the first text: the posterior of all texts that have it at its place, 0 to 1.

    `scores`: log probabilities, best first. With alternatives asked for, Vosk gives these instead of word confidences.
    """
    if not texts:
        return ()
    likely = [math.exp(min(0.0, score - scores[0])) for score in scores]
    shares = [0.0] * len(texts[0])
    for text, weight in zip(texts, likely, strict=True):
        for block in SequenceMatcher(None, texts[0], text, autojunk=False).get_matching_blocks():
            for index in range(block.a, block.a + block.size):
                shares[index] += weight / sum(likely)
    return tuple(min(1.0, share) for share in shares)


def _text(words: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in words)


def _confidence(words: tuple[Word, ...]) -> float:
    return sum(word.confidence for word in words) / len(words) if words else 0.0


def _without_unknown(text: str) -> str:
    return " ".join(word for word in text.split() if word != _UNKNOWN)


def _without_unknown_words(words: tuple[Word, ...]) -> tuple[Word, ...]:
    return tuple(word for word in words if word.text != _UNKNOWN)

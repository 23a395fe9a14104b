"""From a text to the hashed features the linear model counts: the same code when training and at the bedside.

Two blocks: words (single words and neighbouring pairs, so that "not happy" differs from "happy") and pieces (3 to 5
letters inside a word, so that "lonely", "lonelier" and a typing slip share evidence). A feature is known by the CRC-32
of its spelling, so that the model carries no readable word of its training text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint32]

PIECE_LENGTHS = (3, 4, 5)
"""Letters in a piece; the word's edges are marked and count."""

_MASKS = re.compile(r"\[(?:name|religion)\]")
"""GoEmotions hides names behind these; no microphone hears them."""

_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
"""Three or more of a letter ("sooo"): two are kept."""

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[!?]|[\u2600-\u27BF\U0001F300-\U0001FAFF]")
"""A word with its apostrophes, or one of the signs that carry feeling in writing."""


_ANSWERS = ("yes", "yeah", "yep", "yup", "no", "nope", "nah", "ok", "okay", "please")
_FILLERS = ("well", "um", "uh", "er", "erm", "oh", "ah", "hmm", "mm")
ANSWER_WORDS = frozenset({*_ANSWERS, *_FILLERS})
"""At the bedside these answer a question or fill a pause; on Reddit, where the model learnt, they take sides. They are
set aside at the start of a text, and a text of nothing else carries no mood."""

_NEGATIONS = frozenset({"not", "never", "cannot", "cant", "dont", "isnt", "wasnt", "didnt", "wont"})
"""Words that turn what follows round; so does every word in "n't". "No" is left out: mostly it is an answer."""

_NEGATED_WORDS = 3
"""How far a negation reaches, unless a sign or "but" ends it sooner."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What occurs in a text: feature keys, each once, and how often. Shapes (n,) and (n,)."""

    keys: Keys = field(repr=False)
    times: NDArray[np.float32] = field(repr=False)


@dataclass(frozen=True, slots=True)
class TextFeatures:
    """A text as the model sees it."""

    words: Counts
    pieces: Counts
    single_words: Keys = field(repr=False)
    """Key of each word in order, shape (number of words,): what "is this a text I know?" is asked of."""


def tokens(text: str) -> list[str]:
    """Words in lower case, and signs that carry feeling; everything else is dropped."""
    lowered = _MASKS.sub(" ", text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    return _TOKEN.findall(_STRETCHED.sub(r"\1\1", lowered))


def spoken(text: str) -> str:
    """The text as a recogniser would write it: lower case, words only."""
    return " ".join(token for token in tokens(text) if token[0].isalnum())


def without_answer_words(text: str) -> str:
    """The text from its first word on that is more than an answer; empty when there is none."""
    words = text.split()
    for at, word in enumerate(words):
        if not set(spoken(word).split()) <= ANSWER_WORDS:
            return " ".join(words[at:])
    return ""


def features(text: str) -> TextFeatures:
    """The features of one text. Takes any string."""
    words = tokens(text)
    marked = _mark_negated(words)
    return TextFeatures(
        words=_count([*marked, *_pairs(marked)]),
        pieces=_count(piece for word in marked for piece in _pieces(word)),
        single_words=np.array([_key(word) for word in words if word[0].isalnum()], np.uint32),
    )


def _mark_negated(words: list[str]) -> list[str]:
    """Put "~" before the words a negation reaches: "happy" is no evidence in "not really happy".

    Das and Chen 2001; Pang, Lee and Vaithyanathan 2002, "Thumbs up?", EMNLP.
    """
    marked: list[str] = []
    reach = 0
    for word in words:
        if word in _NEGATIONS or word.endswith("n't"):
            reach = _NEGATED_WORDS
            marked.append(word)
        elif word == "but" or not word[0].isalnum():
            reach = 0
            marked.append(word)
        else:
            marked.append(f"~{word}" if reach else word)
            reach = max(0, reach - 1)
    return marked


def _pairs(words: list[str]) -> Iterable[str]:
    if not words:
        return ()
    edged = ["<", *words, ">"]
    return (f"{first} {second}" for first, second in pairwise(edged))


def _pieces(word: str) -> Iterable[str]:
    mark = "~" if word.startswith("~") else ""
    edged = f"<{word.removeprefix('~')}>"
    return (mark + edged[at : at + length] for length in PIECE_LENGTHS for at in range(len(edged) - length + 1))


def _key(feature: str) -> int:
    # Lone surrogates may come from a terminal; they must hash, not raise.
    return crc32(feature.encode("utf-8", "surrogatepass"))


def _count(spelled: Iterable[str]) -> Counts:
    counted = Counter(spelled)
    return Counts(
        np.array([_key(feature) for feature in counted], np.uint32), np.array(list(counted.values()), np.float32)
    )


def held(keys: Keys, vocabulary: Keys) -> NDArray[np.bool_]:
    """Which keys the sorted vocabulary holds, shape as keys."""
    return _nearest(keys, vocabulary)[1]


def find(counts: Counts, vocabulary: Keys) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Places in the sorted vocabulary of those features it holds, and how often each occurs."""
    places, known = _nearest(counts.keys, vocabulary)
    return places[known].astype(np.int64), counts.times[known]


def _nearest(keys: Keys, vocabulary: Keys) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Where each key would stand, and whether it stands there."""
    if not len(vocabulary):
        return np.zeros(len(keys), np.intp), np.zeros(len(keys), bool)
    places = np.minimum(np.searchsorted(vocabulary, keys), len(vocabulary) - 1)
    return places, np.asarray(vocabulary[places] == keys)

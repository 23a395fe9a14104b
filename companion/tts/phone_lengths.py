"""When each phone of a Piper sentence sounds: read from the voice's alignment, else estimated."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace

from companion.tts.visemes import Phone

_VOWELS = frozenset("iɪᵻeɛæaɑɐɒɔoʊuʌəɚɜɝɨʉøœy")
_PAUSES = frozenset(",;:.?!…")
_MARKS = frozenset({"Lm", "Mn", "Sk"})
"""Unicode categories of stress, length and other marks, and of Piper's ^; none of them is a sound of its own."""
_LONG = "ː"
_VOWEL_WEIGHT, _CONSONANT_WEIGHT, _SPACE_WEIGHT, _PAUSE_WEIGHT, _LONG_WEIGHT = 1.5, 1.0, 0.1, 2.5, 0.8
"""Relative lengths; vowels of read English are half as long again as its consonants."""


def aligned(lengths: Iterable[tuple[str, int]], rate_hz: int) -> tuple[Phone, ...]:
    """Phones from (phoneme, samples) pairs in order; a mark's samples go to the phone before it."""
    phones: list[Phone] = []
    at = 0
    for symbol, samples in lengths:
        end_s = (at + samples) / rate_hz
        if phones and _is_mark(symbol):
            phones[-1] = replace(phones[-1], end_s=end_s)
        else:
            sound = symbol if symbol.isalpha() and not _is_mark(symbol) else ""
            phones.append(Phone(symbol=sound, start_s=at / rate_hz, end_s=end_s))
        at += samples
    return tuple(phones)


def estimated(phonemes: Sequence[str], samples: int, rate_hz: int) -> tuple[Phone, ...]:
    """Phones spread over the sound by their usual lengths, for voices that tell no alignment."""
    weights = [_weight(symbol) for symbol in phonemes]
    total = sum(weights)
    if not total:
        return ()
    lengths: list[tuple[str, int]] = []
    passed, at = 0.0, 0
    for symbol, weight in zip(phonemes, weights, strict=True):
        passed += weight
        end = round(samples * passed / total)
        lengths.append((symbol, end - at))
        at = end
    return aligned(lengths, rate_hz)


def _is_mark(symbol: str) -> bool:
    return unicodedata.category(symbol[0]) in _MARKS


def _weight(symbol: str) -> float:
    if symbol == _LONG:
        return _LONG_WEIGHT
    if _is_mark(symbol):
        return 0.0
    if symbol.isspace():
        return _SPACE_WEIGHT
    if symbol in _PAUSES:
        return _PAUSE_WEIGHT
    return _VOWEL_WEIGHT if symbol in _VOWELS else _CONSONANT_WEIGHT

"""First pass: each phone becomes the mouth shape, or for a diphthong the shapes, it is made with."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from companion.messages import MouthShape
from companion.tts.visemes.timeline import Phone, Span, Timeline

_LETTERS = {
    MouthShape.A: "pbm",
    MouthShape.B: "iɪᵻjtdsznɾθðʃʒkgɡxçɲŋhɦʔ",
    MouthShape.C: "eɛæəɐʌa",
    MouthShape.D: "ɑ",
    MouthShape.E: "oɔɒɜɝɚɹrɻœø",
    MouthShape.F: "uʊwʍy",
    MouthShape.G: "fvʋ",
    MouthShape.H: "lɫɬ",
}
"""Preston Blair's set as Rhubarb Lip Sync letters it, for the IPA letters of English (and neighbours) in espeak-ng."""

SHAPE_OF = {letter: shape for shape, letters in _LETTERS.items() for letter in letters}

_BEHIND_THE_LIPS = frozenset("hɦʔkgɡxçŋ")
"""Made with the throat or the back of the tongue: the lips are already, or still, with the vowel."""

FIRST_SHARE = 0.6

_WIDE_ONSETS = {"aɪ": MouthShape.D, "aʊ": MouthShape.D}
"""The a of "my" and "now" opens wider than that of "cat"."""


def mouth_shapes(phones: Sequence[Phone]) -> Timeline:
    """Shapes of all phones; a pause is X, a sound of an unknown letter is B, the shape most consonants share.

    Sounds made behind the lips stay apart from their neighbours, loose, for the next pass.
    """
    return tuple(span for phone in phones for span in _spans(phone) if span.length_s > 0)


def shapes_of(symbol: str) -> tuple[MouthShape, ...]:
    """The shapes one IPA symbol passes through: `oʊ` E F, `m` A, empty X."""
    letters = [letter for letter in symbol if letter in SHAPE_OF]
    if not letters:
        return (MouthShape.B,) if any(sign.isalpha() for sign in symbol) else (MouthShape.X,)
    shapes = [SHAPE_OF[letter] for letter in letters]
    shapes[0] = _WIDE_ONSETS.get("".join(letters[:2]), shapes[0])
    return tuple(shapes)


def _spans(phone: Phone) -> list[Span]:
    shapes = shapes_of(phone.symbol)
    length_s = phone.end_s - phone.start_s
    # What a diphthong opens with lasts longer than what it glides to.
    shares = [FIRST_SHARE] + [(1 - FIRST_SHARE) / (len(shapes) - 1)] * (len(shapes) - 1) if len(shapes) > 1 else [1.0]
    ends_s = [phone.start_s + length_s * share for share in accumulate(shares)]
    starts_s = [phone.start_s, *ends_s[:-1]]
    loose = any(letter in _BEHIND_THE_LIPS for letter in phone.symbol)
    return [
        Span(start_s=start_s, end_s=end_s, shape=shape, loose=loose)
        for start_s, end_s, shape in zip(starts_s, ends_s, shapes, strict=True)
    ]

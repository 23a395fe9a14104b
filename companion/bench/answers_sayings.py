"""Answers as people word them: hedged, padded, shortened.

The development part was looked at while the grammar was made; the test part was written after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from companion.bench.hearing_data import Part
from companion.messages import AnswerKind

OPTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType({"a little": (), "moderate": (), "severe": ()})
"""What the questions with a choice offer."""

_DEV = {
    AnswerKind.SCALE: (
        "it's about a six|i'd say seven|well maybe a four|um five i think|just a two|oh about three today|"
        "it is probably an eight|six or so|a four please|i think it's a three|four out of ten|"
        "it was a seven this morning|"
        "maybe five|only a one|nine i'm afraid|i would say about a six|not too bad about three|uh two|it's a four dear|"
        "ten out of ten"
    ),
    AnswerKind.NUMBER: (
        "i had about four|two glasses i think|maybe three|just the one|i've had two cups|well four or so|um twice|"
        "only one cup of tea|it was three glasses|about five today|i think it was two|six glasses of water|"
        "i'd say three|"
        "none at all|four times last night|i woke up three times"
    ),
    AnswerKind.TIME: (
        "half six|about half past seven|around eight o'clock|it was quarter to nine|i think about ten|"
        "at seven in the morning|just after nine|i got up at six thirty|well seven o'clock i suppose|um half past five|"
        "i woke at four|nearly eleven|eight fifteen|ten past six|quarter past seven i think|at noon"
    ),
    AnswerKind.MEDICINE: (
        "i've taken them|yes i have taken them|i took it this morning|not yet|no i forgot|i'll take them later|"
        "yes all of them|i have just taken them|well yes i did|no not yet dear|i haven't had them|yes with breakfast|"
        "oh i forgot all about it|um yes"
    ),
    AnswerKind.YES_NO: (
        "yes i did thank you|no not really|well yes a little|not today|i think so|i don't think so|yes i'm afraid so|"
        "of course|no thank you dear|um no|oh yes|no i haven't|i suppose so|not at the moment|yeah a bit|no nothing"
    ),
    AnswerKind.CHOICE: (
        "it's moderate|um moderate i think|just a little|quite severe|i'd say a little|well severe today|"
        "it is um moderate|a little please|probably severe|moderate i suppose"
    ),
}
_TEST = {
    AnswerKind.SCALE: (
        "oh i would say eight|it's probably a five|about a three i suppose|um nine|maybe a six today|two thank you|"
        "it was about four|well i think seven|just one please|around six"
    ),
    AnswerKind.NUMBER: (
        "probably two|i think i had three|oh about six|five cups of tea|just two today|maybe four i think|"
        "i had one this morning|three times"
    ),
    AnswerKind.TIME: (
        "about six thirty|i think it was seven|nearly half past eight|five to nine|oh around ten o'clock|"
        "half nine i think|just before seven|twenty past eight this morning"
    ),
    AnswerKind.MEDICINE: (
        "i took them all thank you|no i haven't yet|yes i've had them|i don't think i have|well not yet|"
        "i've just had them|"
        "oh yes with my breakfast|i forgot i'm afraid"
    ),
    AnswerKind.YES_NO: (
        "well i think so|not really dear|yes please nurse|no i can't|oh no not today|i don't believe so|yes most days|"
        "um yes a bit|not at all thank you|yes i was"
    ),
    AnswerKind.CHOICE: (
        "oh it's severe|i think moderate|a little today|about moderate|well just a little|severe i'm afraid"
    ),
}
VOICES = {Part.DEV: ("slt",), Part.TEST: ("awb", "rms")}


def answers(part: Part) -> Mapping[AnswerKind, tuple[str, ...]]:
    """Of every kind of question."""
    return {kind: tuple(texts.split("|")) for kind, texts in (_DEV if part is Part.DEV else _TEST).items()}

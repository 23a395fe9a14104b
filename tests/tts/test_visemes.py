"""From phones to mouth cues: each pass alone, and all of them together."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.messages import MouthShape
from companion.tts.visemes import Phone, mouth_cues, mouth_timeline
from companion.tts.visemes.anticipation import LEAD_S, ROUND_LEAD_S, start_early
from companion.tts.visemes.closures import LEAST_S, close_lips
from companion.tts.visemes.coarticulation import borrow_from_vowels
from companion.tts.visemes.openness import LEAST, open_by_loudness
from companion.tts.visemes.pauses import HOLD_S, rest_in_pauses
from companion.tts.visemes.shapes import mouth_shapes, shapes_of
from companion.tts.visemes.shortest import SHORTEST_S, drop_flickers
from companion.tts.visemes.timeline import Span, Timeline, merged

A, B, C, D, E, F, G, H, X = MouthShape
CLOSURES = {A, G}
SYMBOLS = [
    "k",
    "h",
    "m",
    "p",
    "b",
    "f",
    "v",
    "ˈiː",
    "ɑː",
    "ˈaɪ",
    "oʊ",
    "s",
    "t",
    "l",
    "w",
    "ɹ",
    "ə",
    "tʃ",
    "",
    "ˈɔːɹ",
    "ǂ",
]


def timeline(*spans: tuple[MouthShape, float]) -> Timeline:
    """Spans from (shape, length in seconds)."""
    made: list[Span] = []
    for shape, length_s in spans:
        start_s = made[-1].end_s if made else 0.0
        made.append(Span(start_s=start_s, end_s=start_s + length_s, shape=shape))
    return tuple(made)


def spoken(*parts: tuple[str, float]) -> tuple[Phone, ...]:
    """Phones from (symbol, length in seconds)."""
    phones: list[Phone] = []
    for symbol, length_s in parts:
        start_s = phones[-1].end_s if phones else 0.0
        phones.append(Phone(symbol=symbol, start_s=start_s, end_s=start_s + length_s))
    return tuple(phones)


def lengths(spans: Timeline) -> list[tuple[MouthShape, float]]:
    return [(span.shape, pytest.approx(span.length_s)) for span in spans]


phones_strategy = st.lists(st.tuples(st.sampled_from(SYMBOLS), st.floats(0.0, 0.4)), max_size=30).map(
    lambda parts: spoken(*parts)
)


@pytest.mark.parametrize(
    ("symbol", "shapes"),
    [
        ("m", (A,)),
        ("p", (A,)),
        ("b", (A,)),
        ("f", (G,)),
        ("v", (G,)),
        ("l", (H,)),
        ("w", (F,)),
        ("ˈuː", (F,)),
        ("ˈiː", (B,)),
        ("ˈɑː", (D,)),
        ("æ", (C,)),
        ("ɜː", (E,)),
        ("ˈaɪ", (D, B)),
        ("aʊ", (D, F)),
        ("oʊ", (E, F)),
        ("ˌeɪ", (C, B)),
        ("tʃ", (B, B)),
        ("", (X,)),
        ("ǂ", (B,)),
    ],
)
def test_each_sound_has_its_shapes(symbol: str, shapes: tuple[MouthShape, ...]) -> None:
    assert shapes_of(symbol) == shapes


def test_a_diphthong_glides_through_its_shapes() -> None:
    assert lengths(mouth_shapes(spoken(("m", 0.1), ("aɪ", 0.2)))) == [(A, 0.1), (D, 0.12), (B, 0.08)]


def test_a_short_pause_is_held_and_a_long_one_rests() -> None:
    held = rest_in_pauses(timeline((C, 0.2), (X, HOLD_S / 2), (B, 0.1)))
    assert lengths(held) == [(C, 0.2 + HOLD_S / 2), (B, 0.1)]
    rested = rest_in_pauses(timeline((C, 0.2), (X, 0.5), (B, 0.1)))
    assert lengths(rested) == [(C, 0.2 + HOLD_S), (X, 0.5 - HOLD_S), (B, 0.1)]


def test_silence_before_the_first_sound_is_rest() -> None:
    assert lengths(rest_in_pauses(timeline((X, 0.05), (B, 0.1)))) == [(X, 0.05), (B, 0.1)]


def test_round_lips_start_earlier_than_others() -> None:
    assert lengths(start_early(timeline((B, 0.2), (F, 0.1)))) == [(B, 0.2 - ROUND_LEAD_S), (F, 0.1 + ROUND_LEAD_S)]
    assert lengths(start_early(timeline((B, 0.2), (C, 0.1)))) == [(B, 0.2 - LEAD_S), (C, 0.1 + LEAD_S)]


def test_nothing_cuts_into_closed_lips() -> None:
    assert lengths(start_early(timeline((A, 0.08), (F, 0.2)))) == [(A, 0.08), (F, 0.2)]


def test_anticipation_leaves_half_of_a_short_shape() -> None:
    assert lengths(start_early(timeline((B, 0.04), (F, 0.1)))) == [(B, 0.02), (F, 0.12)]


def test_a_short_closure_takes_from_before_then_from_after() -> None:
    assert lengths(close_lips(timeline((C, 0.2), (A, 0.02), (D, 0.2)))) == [
        (C, 0.2 - (LEAST_S - 0.02)),
        (A, LEAST_S),
        (D, 0.2),
    ]
    assert lengths(close_lips(timeline((A, 0.02), (D, 0.2)))) == [(A, LEAST_S), (D, 0.2 - (LEAST_S - 0.02))]


def test_one_closure_takes_nothing_from_another() -> None:
    spans = timeline((A, 0.12), (G, 0.01), (A, 0.12))
    assert close_lips(spans) == spans


def test_a_flicker_goes_to_the_shape_before_it_but_never_to_a_closure() -> None:
    assert lengths(drop_flickers(timeline((C, 0.1), (B, 0.02), (D, 0.1)))) == [(C, 0.12), (D, 0.1)]
    assert lengths(drop_flickers(timeline((A, 0.1), (B, 0.02), (D, 0.1)))) == [(A, 0.1), (D, 0.12)]


def test_a_closure_is_never_a_flicker() -> None:
    assert lengths(drop_flickers(timeline((C, 0.1), (A, 0.02), (D, 0.1)))) == [(C, 0.1), (A, 0.02), (D, 0.1)]


def test_neighbours_of_one_shape_are_one_span() -> None:
    assert lengths(merged(timeline((B, 0.1), (B, 0.1), (C, 0.0), (D, 0.1)))) == [(B, 0.2), (D, 0.1)]


def test_mama_opens_and_closes() -> None:
    cues = mouth_cues(spoken(("m", 0.08), ("ɑː", 0.2), ("m", 0.08), ("ə", 0.15), ("", 0.4)), offset_s=1.0)
    assert [cue.shape for cue in cues] == [A, D, A, C, X]
    assert cues[0].start_s == 1.0
    assert cues[1].start_s == pytest.approx(1.08)
    assert cues[2].start_s == pytest.approx(1.28 - LEAD_S)


def shapes(*parts: tuple[str, float]) -> list[tuple[MouthShape, float]]:
    return lengths(borrow_from_vowels(mouth_shapes(spoken(*parts))))


def test_the_lips_are_with_the_vowel_while_the_tongue_makes_a_k() -> None:
    assert shapes(("k", 0.1), ("ˈuː", 0.2)) == [(F, 0.3)]
    assert shapes(("h", 0.1), ("ɑː", 0.2)) == [(D, 0.3)]
    assert shapes(("t", 0.1), ("ˈuː", 0.2)) == [(B, 0.1), (F, 0.2)]


def test_at_the_end_of_a_word_they_stay_with_the_vowel_before() -> None:
    assert shapes(("ˈʊ", 0.1), ("k", 0.1), ("", 0.3)) == [(F, 0.2), (X, 0.3)]
    assert shapes(("ɔː", 0.1), ("ŋ", 0.1), ("m", 0.1)) == [(E, 0.2), (A, 0.1)]


def test_beside_no_open_vowel_a_loose_sound_is_as_it_was() -> None:
    assert shapes(("s", 0.1), ("k", 0.1), ("iː", 0.1)) == [(B, 0.3)]
    assert shapes(("k", 0.1)) == [(B, 0.1)]
    assert shapes(("m", 0.1), ("h", 0.1), ("p", 0.1)) == [(A, 0.1), (B, 0.1), (A, 0.1)]


def test_a_vowel_said_softly_opens_less_and_a_closure_closes_at_any_loudness() -> None:
    spans = timeline((A, 0.1), (D, 0.2), (X, 0.1), (D, 0.2))
    softer = open_by_loudness(spans, lambda start_s, _: -9.0 if start_s > 0.3 else 3.0)
    assert [span.opening for span in softer] == [1.0, 1.0, 1.0, 0.5]
    assert lengths(softer) == lengths(spans)
    silent = open_by_loudness(spans, lambda *_: -99.0)
    assert [span.opening for span in silent] == [1.0, LEAST, 1.0, LEAST]


def test_cues_carry_how_far_the_mouth_opens() -> None:
    cues = mouth_cues(spoken(("m", 0.08), ("ɑː", 0.2), ("", 0.4)), loudness_db=lambda *_: -4.5)
    assert [(cue.shape, cue.opening) for cue in cues] == [(A, 1.0), (D, 0.75), (X, 1.0)]


@given(phones_strategy)
def test_the_timeline_is_contiguous_and_as_long_as_the_speech(phones: tuple[Phone, ...]) -> None:
    made = mouth_timeline(phones)
    for before, after in pairwise(made):
        assert after.start_s == pytest.approx(before.end_s)
        assert after.shape is not before.shape
    assert sum(span.length_s for span in made) == pytest.approx(phones[-1].end_s if phones else 0.0)


@given(phones_strategy)
def test_every_closure_is_seen(phones: tuple[Phone, ...]) -> None:
    made = mouth_timeline(phones)
    for phone in phones:
        if phone.symbol in {"m", "p", "b"} and phone.end_s > phone.start_s:
            middle_s = (phone.start_s + phone.end_s) / 2
            shown = [span.shape for span in made if span.start_s <= middle_s <= span.end_s]
            assert A in shown


@given(phones_strategy)
def test_nothing_flickers(phones: tuple[Phone, ...]) -> None:
    for span in mouth_timeline(phones)[:-1]:
        assert span.shape in CLOSURES or span.length_s >= SHORTEST_S - 1e-9


def test_a_phone_does_not_show_what_was_said() -> None:
    assert "ɑː" not in repr(Phone(symbol="ɑː", start_s=0.0, end_s=0.1))

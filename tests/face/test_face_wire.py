"""The protocol: what goes in comes out, and nothing that comes in can break the reader."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from companion.face.wire import (
    ANSWERS,
    LABEL_CHARS,
    LINE_BYTES,
    VERSION,
    Goodbye,
    Hello,
    LineReader,
    Pressed,
    WireMessage,
    decode,
    encode,
)
from companion.messages import (
    Button,
    Expression,
    FaceState,
    Heeds,
    MouthCue,
    MouthShape,
    Nod,
    Press,
    ShowButtons,
    ShowCaption,
    ShowLevel,
    ShowSpeech,
    ShowState,
    StopSpeech,
    Who,
)

seconds = st.floats(allow_nan=False, allow_infinity=False)
messages = st.one_of(
    st.builds(
        ShowState,
        at_s=seconds,
        state=st.sampled_from(FaceState),
        expression=st.sampled_from(Expression),
        heeds=st.sampled_from(Heeds),
    ),
    st.builds(ShowCaption, at_s=seconds, who=st.sampled_from(Who), text=st.text(max_size=200), large=st.booleans()),
    st.builds(Nod, at_s=seconds),
    st.builds(
        ShowSpeech,
        at_s=seconds,
        cues=st.lists(
            st.builds(MouthCue, start_s=seconds, shape=st.sampled_from(MouthShape), opening=st.floats(0, 1)),
            max_size=20,
        ).map(tuple),
    ),
    st.builds(StopSpeech, at_s=seconds),
    st.builds(ShowLevel, at_s=seconds, level=st.floats(0, 1)),
    st.builds(Hello, version=st.integers(0, 99), now_s=st.none() | seconds),
    st.just(Goodbye()),
    st.builds(Pressed, st.sampled_from(Button)),
    st.builds(Pressed, st.builds(Press, st.text(max_size=40))),
    st.builds(ShowButtons, at_s=seconds, labels=st.lists(st.text(max_size=40), max_size=ANSWERS).map(tuple)),
)


@given(messages)
def test_what_goes_in_comes_out(message: WireMessage) -> None:
    line = encode(message)
    assert line.count(b"\n") == 1
    assert decode(line) == message


@given(st.lists(messages, max_size=8), st.lists(st.integers(1, 40), min_size=1, max_size=200))
def test_however_the_stream_is_cut_the_messages_are_the_same(sent: list[WireMessage], cuts: list[int]) -> None:
    stream, reader, got = b"".join(map(encode, sent)), LineReader(), []
    at = 0
    for cut in cuts:
        got += reader.feed(stream[at : at + cut])
        at += cut
    assert [*got, *reader.feed(stream[at:])] == sent


@given(st.binary(max_size=400))
def test_any_bytes_are_read_without_an_error_and_the_next_line_is_understood(noise: bytes) -> None:
    reader = LineReader()
    reader.feed(noise + b"\n")
    assert reader.feed(encode(Goodbye())) == [Goodbye()]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=8,
)
names = st.sampled_from(
    ["hello", "state", "caption", "speech", "stop_speech", "level", "button", "goodbye", "dance", "buttons", "answer"]
)
fields = st.sampled_from(
    ["at_s", "state", "expression", "who", "text", "cues", "level", "version", "now_s", "button", "labels", "answer"]
)


@given(names, st.dictionaries(fields, json_values, max_size=6))
def test_any_fields_give_a_message_or_nothing(name: str, given: dict[str, object]) -> None:
    message = decode(json.dumps({**given, "type": name}).encode())
    assert message is None or decode(encode(message)) == message


def test_unknown_types_and_fields_are_skipped() -> None:
    assert decode(b'{"type": "dance", "at_s": 1}') is None
    assert decode(b'{"type": "stop_speech", "at_s": 1.5, "new": true}') == StopSpeech(at_s=1.5)
    assert decode(b'{"type": "state", "at_s": 1, "state": "dancing"}') is None


def test_numbers_that_are_none_are_refused() -> None:
    for number in (b"NaN", b"Infinity", b"1e999", b"true", b'"1"', b"9" * 5000):
        assert decode(b'{"type": "stop_speech", "at_s": ' + number + b"}") is None


def test_a_line_without_end_does_not_fill_the_memory() -> None:
    reader = LineReader()
    for _ in range(200):
        assert reader.feed(b"x" * 10_000) == []
    assert len(reader._part) < LINE_BYTES
    assert reader.feed(b"\n" + encode(Goodbye())) == [Goodbye()]


def test_no_message_is_longer_than_a_line_may_be() -> None:
    cues = tuple(MouthCue(start_s=i * 0.0123456789, shape=MouthShape.D) for i in range(9000))
    caption = ShowCaption(at_s=0.0, who=Who.DEVICE, text="\U0001f600" * 9000)
    buttons = ShowButtons(at_s=0.0, labels=("\U0001f600" * 9000,) * 99)
    for message in (caption, buttons, ShowSpeech(at_s=0.0, cues=cues), Pressed(Press("\U0001f600" * 9000))):
        assert len(encode(message)) < LINE_BYTES
        assert decode(encode(message)) is not None


def test_the_documented_lines_are_understood() -> None:
    from companion.face import wire

    lines = [line.strip() for line in (wire.__doc__ or "").splitlines() if line.strip().startswith("{")]
    shown = [line[: line.rindex("}") + 1].replace('"..."', '"hello"') for line in lines]
    assert len(shown) == 12
    assert all(decode(line.encode()) is not None for line in shown)
    assert decode(shown[0].encode()) == Hello(VERSION, 12.5)


def test_answers_that_are_no_words_are_refused_and_too_many_are_cut() -> None:
    for labels in (b'"yes"', b"[1]", b"[null]", b"{}", b"null", b"[[]]"):
        assert decode(b'{"type": "buttons", "at_s": 1, "labels": ' + labels + b"}") is None
    assert decode(b'{"type": "answer", "answer": 1}') is None
    cut = decode(json.dumps({"type": "buttons", "at_s": 1, "labels": ["x" * 999] * 99}).encode())
    assert cut == ShowButtons(at_s=1.0, labels=("x" * LABEL_CHARS,) * ANSWERS)


def test_no_answer_is_seen_when_messages_are_printed() -> None:
    assert "secret" not in repr((Pressed(Press("secret")), ShowButtons(at_s=0.0, labels=("secret",))))
